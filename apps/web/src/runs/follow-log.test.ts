import { expect, test } from 'vitest';
import type { LogLine } from '../api/types/run.ts';
import { followLog, type RunLog } from './follow-log.ts';

const line = (id: number): LogLine => ({ id, timeNs: '1', level: 'info', labels: {}, line: `line ${id}` });

/** Answers one after another; then the run is over and the log at its end. */
async function follow(answers: readonly (LogLine[] | Error)[]): Promise<{ seen: RunLog[]; asked: number[] }> {
  const waiting = [...answers];
  const seen: RunLog[] = [];
  const asked: number[] = [];
  await followLog({
    read: async (afterId) => {
      asked.push(afterId);
      const answer = waiting.shift() ?? [];
      if (answer instanceof Error) throw answer;
      return answer;
    },
    isLive: () => waiting.length > 0,
    signal: new AbortController().signal,
    onChange: (log) => void seen.push(log),
    againAfterMs: 1,
  });
  return { seen, asked };
}

const ids = (log: RunLog | undefined) => log?.lines.map(({ id }) => id);

test('a log goes on after a hiccup, from the line where it was', async () => {
  const { seen, asked } = await follow([[line(1), line(2)], new Error('unreachable'), [line(3)]]);
  expect(asked).toEqual([0, 2, 2, 3]);
  expect(seen[1]).toMatchObject({ error: new Error('unreachable') });
  expect(ids(seen[1])).toEqual([1, 2]);
  expect(ids(seen.at(-1))).toEqual([1, 2, 3]);
  expect(seen.at(-1)?.error).toBeNull();
});

test('the end of a run reads only what is new', async () => {
  const { asked, seen } = await follow([[line(1)], [], [], [line(2)]]);
  expect(asked).toEqual([0, 1, 1, 1, 2]);
  expect(ids(seen.at(-1))).toEqual([1, 2]);
});
