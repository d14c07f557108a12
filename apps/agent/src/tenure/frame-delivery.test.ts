import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VirtualClock } from '@squall/testkit';
import { expect, onTestFinished, test } from 'vitest';
import { FrameDelivery } from './frame-delivery.ts';

const MEGABYTES_9 = new Uint8Array(9 * 1024 * 1024);

function open() {
  const root = mkdtempSync(join(tmpdir(), 'squall-frames-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const folder = join(root, 'frames');
  const clock = new VirtualClock();
  const sent: number[] = [];
  const heard: string[] = [];
  const deps = {
    clock,
    mayFlow: true,
    sendFrame: (frame: Uint8Array) => void sent.push(frame[0] ?? -1),
    onWindow: (windowMs: number) => void heard.push(`window ${windowMs}`),
    onFailure: ({ message }: Error) => void heard.push(message),
  };
  const frames = new FrameDelivery(folder, deps);
  const keep = (sequence: number, frame = Uint8Array.of(sequence)) =>
    frames.keep({
      type: 'frame',
      sequence,
      frame,
      account: { frames: sequence + 1, tally: { iterations: sequence } },
    });
  return { folder, clock, sent, heard, deps, frames, keep };
}

test('sends frames at once and keeps them until they are acknowledged', () => {
  const { sent, frames, keep } = open();
  keep(0);
  keep(1);
  expect([sent, frames.isDone]).toEqual([[0, 1], false]);
  expect(frames.account).toEqual({ frames: 2, tally: { iterations: 1 } });
  frames.acknowledge(1);
  expect(frames.isDone).toBe(true);
});

test('sends again after a reconnect, in order', () => {
  const { sent, deps, frames, keep } = open();
  keep(0);
  deps.mayFlow = false;
  keep(1);
  expect(sent).toEqual([0]);
  deps.mayFlow = true;
  frames.reconnected();
  expect(sent).toEqual([0, 0, 1]);
});

test('asks for longer windows while the coordinator is behind', () => {
  const { heard, deps, frames, keep } = open();
  deps.mayFlow = false;
  for (let i = 0; i < 10; i++) keep(i);
  frames.acknowledge(8);
  expect(heard).toEqual(['window 5000', 'window 1000']);
});

test('puts on disk what does not fit into memory, and removes it', () => {
  const { folder, sent, deps, frames, keep } = open();
  deps.mayFlow = false;
  for (let i = 0; i < 3; i++) keep(i, MEGABYTES_9.fill(i).slice());
  expect(readdirSync(folder)).toEqual(['1.frame', '2.frame']);
  deps.mayFlow = true;
  frames.flow();
  expect(sent).toEqual([0, 1, 2]);
  frames.acknowledge(2);
  expect(readdirSync(folder)).toEqual([]);
});

test('a frame that cannot be kept is told of, and not accounted for; nor are those after it', () => {
  const { folder, heard, deps, frames, keep } = open();
  deps.mayFlow = false;
  writeFileSync(folder, 'in the way');
  for (let i = 0; i < 4; i++) keep(i, MEGABYTES_9);
  expect(existsSync(folder)).toBe(true);
  expect(heard).toEqual([expect.stringContaining('EEXIST')]);
  expect(frames.account).toEqual({ frames: 1, tally: { iterations: 0 } });
});
