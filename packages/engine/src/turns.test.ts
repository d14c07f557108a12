import { expect, test } from 'vitest';
import { Turns } from './turns.ts';

/** A task that is over when it is told so. */
function openTask(name: string, log: string[]) {
  let end: (error?: Error) => void = () => {};
  const task = () => {
    log.push(`${name} begins`);
    return new Promise<string>((resolve, reject) => {
      end = (error) => (error === undefined ? resolve(name) : reject(error));
    });
  };
  return { task, end: (error?: Error) => end(error) };
}

test('a task begins at once if none is under way, otherwise after those before it', async () => {
  const log: string[] = [];
  const turns = new Turns();
  const [a, b] = [openTask('a', log), openTask('b', log)];
  const first = turns.take(a.task);
  const second = turns.take(b.task);
  expect(log).toEqual(['a begins']);
  a.end();
  expect(await first).toBe('a');
  await new Promise(setImmediate);
  expect(log).toEqual(['a begins', 'b begins']);
  b.end();
  expect(await second).toBe('b');
});

test('a task that fails leaves its turn to the next one', async () => {
  const log: string[] = [];
  const turns = new Turns();
  const [a, b] = [openTask('a', log), openTask('b', log)];
  const first = turns.take(a.task);
  const second = turns.take(b.task);
  a.end(new Error('no'));
  await expect(first).rejects.toThrow('no');
  await new Promise(setImmediate);
  b.end();
  expect(await second).toBe('b');
});
