import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ClockOffset } from './clock-offset.ts';

/** A probe that takes so long there and back, to an agent whose clock is that far ahead. */
function exchange(
  estimate: ClockOffset,
  sentMs: number,
  offsetMs: number,
  thereMs: number,
  backMs: number,
): void {
  const agentReceivedMs = sentMs + thereMs + offsetMs;
  const agentSentMs = agentReceivedMs + 2;
  estimate.add({ sentMs, agentReceivedMs, agentSentMs, receivedMs: agentSentMs - offsetMs + backMs });
}

test('an even way there and back gives the exact offset', () => {
  const estimate = new ClockOffset();
  exchange(estimate, 1_000, 7_200_000, 15, 15);
  expect(estimate.toAgent(5_000)).toBe(7_205_000);
  expect(estimate.fromAgent(7_205_000)).toBe(5_000);
  expect(estimate.roundTripMs).toBe(30);
});

test('the estimate is off by at most half of the shortest round trip', () => {
  const way = fc.integer({ min: 0, max: 500 });
  const exchanges = fc.array(fc.tuple(way, way), { minLength: 1, maxLength: 16 });
  fc.assert(
    fc.property(fc.integer({ min: -1e9, max: 1e9 }), exchanges, (offsetMs, ways) => {
      const estimate = new ClockOffset();
      ways.forEach(([there, back], i) => {
        exchange(estimate, i * 1_000, offsetMs, there, back);
      });
      const shortest = Math.min(...ways.map(([there, back]) => there + back));
      expect(Math.abs(estimate.toAgent(0) - offsetMs)).toBeLessThanOrEqual(shortest / 2 + 1e-6);
    }),
  );
});

test('follows a clock that drifts, as old samples are forgotten', () => {
  const estimate = new ClockOffset();
  for (let i = 0; i < 40; i++) exchange(estimate, i * 1_000, i, i === 0 ? 0 : 5, i === 0 ? 0 : 5);
  expect(estimate.toAgent(0)).toBeGreaterThanOrEqual(24);
});

test('ignores replies that came before their probe was sent, and times that are none', () => {
  const estimate = new ClockOffset();
  exchange(estimate, 0, 100, 5, 5);
  estimate.add({ sentMs: 10, agentReceivedMs: 0, agentSentMs: 500, receivedMs: 12 });
  estimate.add({ sentMs: 10, agentReceivedMs: Number.NaN, agentSentMs: 5, receivedMs: 12 });
  expect(estimate.toAgent(0)).toBe(100);
});

test('five samples are enough to start by', () => {
  const estimate = new ClockOffset();
  for (let i = 0; i < 4; i++) exchange(estimate, i, 0, 1, 1);
  expect(estimate.isSettled).toBe(false);
  exchange(estimate, 4, 0, 1, 1);
  expect(estimate.isSettled).toBe(true);
});
