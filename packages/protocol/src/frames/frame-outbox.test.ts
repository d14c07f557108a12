import { expect, test } from 'vitest';
import { FrameOutbox, type FrameSpill } from './frame-outbox.ts';

class SpillInMemory implements FrameSpill {
  readonly frames = new Map<number, Uint8Array>();

  write(sequence: number, frame: Uint8Array): void {
    this.frames.set(sequence, frame);
  }

  read(sequence: number): Uint8Array {
    const frame = this.frames.get(sequence);
    if (frame === undefined) throw new Error(`frame ${sequence} was not spilled`);
    return frame;
  }

  remove(sequence: number): void {
    this.frames.delete(sequence);
  }
}

function outbox(options: { maxBytesInMemory?: number } = {}) {
  const spill = new SpillInMemory();
  const box = new FrameOutbox({ spill, ...options });
  const add = (...sequences: number[]) => {
    for (const sequence of sequences) box.add(sequence, Uint8Array.of(sequence, 0, 0, 0));
  };
  const taken = (nowMs: number) => box.take(nowMs).map((frame) => frame[0]);
  return { box, spill, add, taken };
}

test('sends each frame once and keeps it until it is acknowledged', () => {
  const { box, add, taken } = outbox();
  add(0, 1);
  expect(taken(0)).toEqual([0, 1]);
  add(2);
  expect(taken(1)).toEqual([2]);
  box.acknowledge(1);
  expect(box.pending).toBe(1);
  expect(taken(2)).toEqual([]);
});

test('sends everything unacknowledged again after a reconnect, in order', () => {
  const { box, add, taken } = outbox();
  add(0, 1, 2);
  taken(0);
  box.acknowledge(0);
  box.reconnected();
  expect(taken(1)).toEqual([1, 2]);
});

test('sends a frame again that nobody acknowledged for five seconds', () => {
  const { add, taken } = outbox();
  add(0);
  taken(0);
  add(1);
  expect(taken(4_999)).toEqual([1]);
  expect(taken(5_000)).toEqual([0]);
});

test('acknowledging again, or what is no longer there, changes nothing', () => {
  const { box, add } = outbox();
  add(0, 1);
  box.acknowledge(0);
  box.acknowledge(0);
  expect(box.pending).toBe(1);
  expect(box.bytesInMemory).toBe(4);
});

test('holds back after a reconnect when too much is under way, and goes on as it is acknowledged', () => {
  const { box, add, taken } = outbox();
  add(...Array.from({ length: 40 }, (_, i) => i));
  expect(taken(0)).toHaveLength(32);
  expect(taken(1)).toHaveLength(0);
  box.acknowledge(4);
  expect(taken(2)).toEqual([32, 33, 34, 35, 36]);
});

test('spills what does not fit into memory and loses nothing of it', () => {
  const { box, spill, add, taken } = outbox({ maxBytesInMemory: 8 });
  add(0, 1, 2, 3);
  expect(box.bytesInMemory).toBe(8);
  expect([...spill.frames.keys()]).toEqual([2, 3]);
  expect(taken(0)).toEqual([0, 1, 2, 3]);
  box.acknowledge(2);
  expect([...spill.frames.keys()]).toEqual([3]);
  expect(box.bytesInMemory).toBe(0);
});

test('asks for longer windows while the receiver is behind, until it has caught up', () => {
  const { box, add } = outbox();
  add(0, 1, 2, 3, 4, 5, 6);
  expect(box.windowMs).toBe(1_000);
  add(7);
  expect(box.windowMs).toBe(5_000);
  box.acknowledge(4);
  expect(box.windowMs).toBe(5_000);
  box.acknowledge(5);
  expect(box.windowMs).toBe(1_000);
});
