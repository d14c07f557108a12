import { expect, test } from 'vitest';
import { toYaml } from './yaml.ts';

test('lists, objects and values stand as YAML in block style', () => {
  const value = [
    { name: 'vus', type: { type: 'gauge', valid: true }, tainted: '', sample: { value: 1.5 } },
    { name: 'http_reqs{a:b}', type: { type: 'x', valid: false }, tainted: 'true', sample: {} },
  ];
  expect(toYaml(value)).toBe(`- name: vus
  type:
    type: gauge
    valid: true
  tainted: ""
  sample:
    value: 1.5
- name: "http_reqs{a:b}"
  type:
    type: x
    valid: false
  tainted: "true"
  sample: {}
`);
});

test.each(['plain', 'p(90)', 'two words', 'http_reqs', '_'])('the text %j needs no quotes', (text) => {
  expect(toYaml({ [text]: text })).toBe(`${text}: ${text}\n`);
});

test.each(['', 'a: b', '- a', '# no', '1', 'true', 'null', 'No', 'a\nb', 'ends ', '"q"', 'é', '~', '{a}'])(
  'the text %j would be something else without quotes',
  (text) => {
    const quoted = JSON.stringify(text);
    expect(toYaml({ [text]: text, list: [text] })).toBe(`${quoted}: ${quoted}\nlist:\n  - ${quoted}\n`);
  },
);
