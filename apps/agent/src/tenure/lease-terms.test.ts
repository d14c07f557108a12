import { expect, test } from 'vitest';
import { LeaseTerms } from './lease-terms.ts';

const terms = () => new LeaseTerms({ leaseMs: 10_000, closedLeaseMs: 1_000 }, 100);

test('lasts from the last heartbeat that was seen, however late that was told', () => {
  const lease = terms();
  expect(lease.untilMs).toBe(10_100);
  lease.seen(2_000);
  lease.seen(1_000);
  expect(lease.untilMs).toBe(12_000);
});

test('ends sooner when the connection is closed, counted from when it was first lost', () => {
  const lease = terms();
  lease.seen(2_000);
  lease.closed(2_500);
  lease.closed(3_000);
  expect(lease.untilMs).toBe(3_500);
  lease.opened();
  expect(lease.untilMs).toBe(12_000);
});

test('a closed connection does not prolong it', () => {
  const lease = terms();
  lease.closed(20_000);
  expect(lease.untilMs).toBe(10_100);
});
