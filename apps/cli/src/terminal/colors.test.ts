import { paintColored, paintPlain } from '@squall/core';
import { expect, test } from 'vitest';
import { asStream, paintFor } from './colors.ts';

const write = () => true;

test.each([
  [true, false, 'xterm', true],
  [true, false, undefined, true],
  [false, false, 'xterm', false],
  [true, true, 'xterm', false],
  [true, false, 'dumb', false],
])('with isTTY %s, noColor %s and TERM %s, colours are %s', (isTTY, noColor, term, colored) => {
  expect(paintFor({ write, isTTY }, { noColor, term })).toBe(colored ? paintColored : paintPlain);
});

test('a dumb terminal is no terminal', () => {
  expect(asStream({ write, isTTY: true }, 'dumb').isTTY).toBeUndefined();
  expect(asStream({ write, isTTY: true }, 'xterm').isTTY).toBe(true);
});
