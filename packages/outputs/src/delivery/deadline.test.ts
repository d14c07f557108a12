import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { withDeadline } from './deadline.ts';

const untilAborted = (signal: AbortSignal) =>
  new Promise<string>((resolve) => {
    if (signal.aborted) resolve('aborted');
    else signal.addEventListener('abort', () => resolve('aborted'));
  });

test('signals when time is over', async () => {
  expect(await withDeadline(10, new AbortController().signal, untilAborted)).toBe('aborted');
});

test('signals with the outer signal, before or meanwhile', async () => {
  const outer = new AbortController();
  const waiting = withDeadline(60_000, outer.signal, untilAborted);
  outer.abort();
  expect(await waiting).toBe('aborted');
  expect(await withDeadline(60_000, outer.signal, untilAborted)).toBe('aborted');
});

test('leaves nothing with the outer signal', async () => {
  const outer = new AbortController();
  await withDeadline(60_000, outer.signal, () => Promise.resolve());
  await expect(withDeadline(60_000, outer.signal, () => Promise.reject(new Error('no')))).rejects.toThrow(
    'no',
  );
  expect(getEventListeners(outer.signal, 'abort')).toEqual([]);
});
