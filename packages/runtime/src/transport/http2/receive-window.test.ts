import { expect, test } from 'vitest';
import { ReceiveWindow } from './receive-window.ts';

test('a window is opened again when half of it is used up, by what was used', () => {
  const window = new ReceiveWindow(100);
  expect(window.take(49)).toBe(true);
  expect(window.refill()).toBe(0);
  expect(window.take(11)).toBe(true);
  expect(window.refill()).toBe(60);
  expect(window.refill()).toBe(0);
  expect(window.take(100)).toBe(true);
});

test('more than the window is too much', () => {
  const window = new ReceiveWindow(100);
  expect(window.take(100)).toBe(true);
  expect(window.take(1)).toBe(false);
});
