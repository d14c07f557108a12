import { expect, test } from 'vitest';
import { GeneratorHealth } from './generator-health.ts';

const BUSY = { spanMs: 500, utilization: 0.99, maxLagMs: 12 };
const CALM = { spanMs: 500, utilization: 0.4, maxLagMs: 2 };

function healthAfter(
  ...reports: readonly (readonly [count: number, report: typeof BUSY])[]
): GeneratorHealth {
  const health = new GeneratorHealth();
  for (const [count, report] of reports) for (let i = 0; i < count; i++) health.report(report);
  return health;
}

test('says in one sentence that the generator was the bottleneck', () => {
  expect(healthAfter([15, BUSY], [5, CALM]).notices(0)).toEqual([
    'The load generator was the bottleneck: its threads were fully busy or late for 75% of the run, by up to 12ms, ' +
      'so response times include its own delays.',
  ]);
});

test.each([
  { what: 'a short run', health: healthAfter([9, BUSY]) },
  { what: 'a run that was busy now and then', health: healthAfter([9, BUSY], [11, CALM]) },
  { what: 'a run without reports', health: healthAfter() },
])('says nothing of $what', ({ health }) => {
  expect(health.notices(0)).toEqual([]);
});

test('tells of iterations that were not started', () => {
  expect(healthAfter().notices(7)).toEqual([
    expect.stringContaining('7 iterations were not started in time'),
  ]);
});
