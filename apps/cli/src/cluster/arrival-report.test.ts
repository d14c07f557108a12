import { VirtualClock } from '@squall/testkit';
import { expect, test } from 'vitest';
import { ArrivalReport } from './arrival-report.ts';

function report(wanted: number) {
  const clock = new VirtualClock();
  const connected: { name: string }[] = [];
  const lines: string[] = [];
  const arrivals = new ArrivalReport(wanted, {
    pool: { connected },
    clock,
    print: (text) => lines.push(text),
  });
  arrivals.start();
  const join = (...names: string[]) => connected.push(...names.map((name) => ({ name })));
  const leave = (name: string) =>
    connected.splice(
      connected.findIndex((agent) => agent.name === name),
      1,
    );
  return { clock, lines, arrivals, join, leave };
}

test('says once who has joined, and how many are there', () => {
  const { clock, lines, join } = report(3);
  clock.advance(1_000);
  join('a', 'b');
  clock.advance(1_000);
  join('c');
  clock.advance(1_000);
  expect(lines).toEqual(['2 of 3 agents joined: a, b\n', '3 of 3 agents joined: c\n']);
});

test('says who has left', () => {
  const { clock, lines, join, leave } = report(2);
  join('a');
  clock.advance(300);
  leave('a');
  join('b');
  clock.advance(300);
  expect(lines).toEqual(['1 of 2 agents joined: a\n', '1 of 2 agents joined: b; a left\n']);
});

test('names only the first of many', () => {
  const { clock, lines, join } = report(9);
  join('a', 'b', 'c', 'd', 'e', 'f', 'g');
  clock.advance(300);
  expect(lines).toEqual(['7 of 9 agents joined: a, b, c, d, e, 2 more\n']);
});

test('says at the end what it has not said yet, and then nothing more', () => {
  const { clock, lines, arrivals, join } = report(1);
  join('a');
  arrivals.end();
  join('b');
  clock.advance(1_000);
  expect(lines).toEqual(['1 of 1 agents joined: a\n', '\n']);
});
