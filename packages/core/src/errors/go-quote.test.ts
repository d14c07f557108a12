import { expect, test } from 'vitest';
import { goQuote } from './go-quote.ts';

test.each([
  ['plain text', '"plain text"'],
  ['', '""'],
  ['a "b" \\ c', '"a \\"b\\" \\\\ c"'],
  ['line\n\tat f', '"line\\n\\tat f"'],
  ['\x1b[0m', '"\\x1b[0m"'],
  ['\x7f', '"\\x7f"'],
  ['\u00a0\u2028', '"\\u00a0\\u2028"'],
  ['é ✓ 😀', '"é ✓ 😀"'],
  ['\u{e0001}', '"\\U000e0001"'],
  ['\ud800', '"\\ud800"'],
])('quotes %j as Go does', (text, quoted) => {
  expect(goQuote(text)).toBe(quoted);
});
