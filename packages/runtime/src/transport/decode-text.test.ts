import { expect, test } from 'vitest';
import { decodeText } from './decode-text.ts';

test.each([
  ['ASCII', '616263', 'abc'],
  ['two, three and four bytes', 'c3a9e298baf09f9880', 'é☺😀'],
  ['a byte order mark', 'efbbbf61', '\ufeffa'],
  ['a replacement character that was sent', 'efbfbd', '\ufffd'],
  ['a lone byte of Latin-1', '636166e9', 'caf\ufffd'],
  ['characters cut short', 'e298f09f98', '\ufffd\ufffd\ufffd\ufffd\ufffd'],
  ['overlong forms', 'c080e08080', '\ufffd\ufffd\ufffd\ufffd\ufffd'],
  ['surrogates', 'eda080', '\ufffd\ufffd\ufffd'],
  ['beyond Unicode', 'f4908080ff', '\ufffd\ufffd\ufffd\ufffd\ufffd'],
  ['characters between bad bytes', 'ffc3a9fff09f9880e2', '\ufffdé\ufffd😀\ufffd'],
])('%s: %s', (_, hex, text) => {
  expect(decodeText(Buffer.from(hex, 'hex'))).toBe(text);
});
