import { expect, test } from 'vitest';
import { highlightScript } from './highlight-script.ts';

const SCRIPT = `// once
export default function () {
  http.get('https://shop.test', 12);
}
`;

test('the pieces are the script, whatever it contains', () => {
  for (const text of [SCRIPT, 'this is { no script', '', '\n\n'])
    expect(
      highlightScript(text)
        .map((token) => token.text)
        .join(''),
    ).toBe(text);
});

test('pieces are known by what they are', () => {
  const kinds = new Map(highlightScript(SCRIPT).map(({ text, kind }) => [text, kind]));
  expect(kinds.get('// once')).toBe('comment');
  expect(kinds.get('function')).toBe('keyword');
  expect(kinds.get("'https://shop.test'")).toBe('string');
  expect(kinds.get('12')).toBe('number');
  expect(kinds.get('get')).toBe('name');
});
