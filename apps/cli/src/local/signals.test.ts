import { EventEmitter } from 'node:events';
import { RunStop } from '@squall/engine';
import { VirtualClock } from '@squall/testkit';
import { expect, test } from 'vitest';
import { SignalHandling } from './signals.ts';

class SignalBench {
  readonly source = new EventEmitter();
  readonly clock = new VirtualClock();
  readonly stop = new RunStop();
  readonly logged: string[] = [];
  readonly exits: number[] = [];
  readonly handling = new SignalHandling(this.stop, {
    source: this.source,
    clock: this.clock,
    log: { log: (_level, message, fields) => this.logged.push(`${message} ${JSON.stringify(fields)}`) },
    exit: (code) => this.exits.push(code),
  });
}

test.each([
  ['SIGINT', 'interrupt'],
  ['SIGTERM', 'terminated'],
])('the first %s asks the run to stop', (name, signal) => {
  const bench = new SignalBench();
  bench.source.emit(name);
  expect(bench.stop.reason).toEqual({ kind: 'signal', signal });
  expect(bench.exits).toEqual([]);
});

test('the second signal ends the process at once', () => {
  const bench = new SignalBench();
  bench.source.emit('SIGINT');
  bench.clock.advance(150);
  bench.source.emit('SIGTERM');
  expect(bench.exits).toEqual([105]);
  expect(bench.logged).toEqual(['Aborting k6 in response to signal {"sig":"terminated"}']);
});

test('a signal that arrives twice at the same time is one signal', () => {
  const bench = new SignalBench();
  bench.source.emit('SIGTERM');
  bench.clock.advance(5);
  bench.source.emit('SIGTERM');
  expect(bench.exits).toEqual([]);
});

test('a signal ends a wait instead of the run, and the next one the process', async () => {
  const bench = new SignalBench();
  const waiting = bench.handling.waitForSignal();
  bench.source.emit('SIGINT');
  await waiting;
  expect(bench.stop.reason).toBeUndefined();
  bench.clock.advance(1_000);
  bench.source.emit('SIGINT');
  expect(bench.exits).toEqual([105]);
});

test('signals are left to the system again afterwards', () => {
  const bench = new SignalBench();
  bench.handling[Symbol.dispose]();
  expect(bench.source.eventNames()).toEqual([]);
});
