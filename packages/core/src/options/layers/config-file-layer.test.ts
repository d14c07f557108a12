import { expect, test } from 'vitest';
import { parseConfigFileLayer } from './config-file-layer.ts';

test('reads options and what only the configuration file has, and ignores unknown keys', () => {
  const text = JSON.stringify({
    vus: 2,
    duration: '1s',
    out: ['json=x'],
    collectors: { cloud: { token: 't' } },
    whatever: 1,
  });
  expect(parseConfigFileLayer(text, 'c.json')).toEqual({
    vus: 2,
    duration: 1000,
    out: ['json=x'],
    collectors: { cloud: { token: 't' } },
  });
});

test.each([
  ['{"vus": nope}', "invalid character 'o' in literal null (expecting 'u')"],
  ['', 'unexpected end of JSON input'],
  ['{', 'unexpected end of JSON input'],
  ['{"a":1,}', "invalid character '}' looking for beginning of object key string"],
  ['[1 2]', "invalid character '2' after array element"],
  ['{"a" 1}', "invalid character '1' after object key"],
  ['{"a":1 "b"}', "invalid character '\"' after object key:value pair"],
  ['{} x', "invalid character 'x' after top-level value"],
  ["{'a':1}", "invalid character '\\'' looking for beginning of object key string"],
  ['{"a":"\n"}', "invalid character '\\n' in string literal"],
  ['{"a":"\\q"}', "invalid character 'q' in string escape code"],
  ['{"a":"\\u12x4"}', "invalid character 'x' in \\u hexadecimal character escape"],
  ['{"a":1.}', "invalid character '}' after decimal point in numeric literal"],
  ['{"a":-x}', "invalid character 'x' in numeric literal"],
  ['{"a":1e}', "invalid character '}' in exponent of numeric literal"],
  ['{"vus":"x"}', 'strconv.ParseInt: parsing "x": invalid syntax'],
])('says what is wrong with %j', (text, problem) => {
  expect(() => parseConfigFileLayer(text, 'cfg/bad.json')).toThrow(
    'failed to load the configuration file from the local file system: ' +
      `couldn't parse the configuration from "cfg/bad.json": ${problem}`,
  );
});
