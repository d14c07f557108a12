import { EventEmitter } from 'node:events';
import { VirtualClock } from '@squall/testkit';
import { expect, test } from 'vitest';
import { Signals } from './signals.ts';

function open() {
  const [source, clock] = [new EventEmitter(), new VirtualClock()];
  const heard: string[] = [];
  const exit = (code: number) => void heard.push(`exit ${code}`);
  const signals = new Signals({ signals: source, clock, exit }, (signal) => void heard.push(signal));
  return { source, clock, heard, signals };
}

test('the first signal is for leaving, the second one ends the process', () => {
  const { source, clock, heard } = open();
  source.emit('SIGTERM');
  clock.advance(500);
  source.emit('SIGINT');
  expect(heard).toEqual(['SIGTERM', 'exit 105']);
});

test('a signal that arrives twice at the same time is one signal', () => {
  const { source, heard } = open();
  source.emit('SIGINT');
  source.emit('SIGINT');
  expect(heard).toEqual(['SIGINT']);
});

test('signals are left to the system again afterwards', () => {
  const { source, signals } = open();
  signals[Symbol.dispose]();
  expect(source.eventNames()).toEqual([]);
});
