import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type PendingCall, TimerHeap } from './timer-heap.ts';

function drain(heap: TimerHeap): PendingCall[] {
  const calls: PendingCall[] = [];
  for (let call = heap.first; call !== undefined; call = heap.first) {
    heap.remove(call);
    calls.push(call);
  }
  return calls;
}

test('gives calls back by time, then in the order they were added, without those removed', () => {
  const entries = fc.array(fc.record({ timeMs: fc.integer({ min: 0, max: 20 }), isRemoved: fc.boolean() }));
  fc.assert(
    fc.property(entries, (list) => {
      const heap = new TimerHeap();
      const calls = list.map(({ timeMs }) => heap.add(timeMs, () => {}));
      calls
        .filter((_, i) => list[i]?.isRemoved)
        .forEach((call) => {
          heap.remove(call);
        });
      const kept = calls.filter((_, i) => !list[i]?.isRemoved);
      expect(drain(heap)).toEqual(kept.sort((a, b) => a.timeMs - b.timeMs || a.order - b.order));
    }),
  );
});

test('removing a call twice does nothing', () => {
  const heap = new TimerHeap();
  const call = heap.add(1, () => {});
  const other = heap.add(2, () => {});
  heap.remove(call);
  heap.remove(call);
  expect(drain(heap)).toEqual([other]);
});
