import { VirtualClock } from '@squall/testkit';
import { expect, test } from 'vitest';
import { LogLimit } from './log-limit.ts';

function open() {
  const clock = new VirtualClock();
  const posted: [number, number][] = [];
  const log = new LogLimit(clock, ({ records, dropped }) => void posted.push([records.length, dropped]));
  return { clock, log, posted };
}

test('collects lines for a tenth of a second', () => {
  const { clock, log, posted } = open();
  log.log('info', 'a');
  log.log('info', 'b');
  expect(posted).toEqual([]);
  clock.advance(100);
  expect(posted).toEqual([[2, 0]]);
});

test('lets a thousand lines through in a second and counts the others', () => {
  const { clock, log, posted } = open();
  for (let i = 0; i < 1_500; i++) log.log('info', 'line');
  clock.advance(1_000);
  log.log('info', 'another second');
  log.flush();
  expect(posted).toEqual([
    [1_000, 500],
    [1, 0],
  ]);
});

test('does not let long lines take the connection', () => {
  const { log, posted } = open();
  for (let i = 0; i < 3; i++) log.log('info', 'x'.repeat(500_000));
  log.flush();
  expect(posted).toEqual([[2, 1]]);
});
