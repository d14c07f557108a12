import { expect, test } from 'vitest';
import { findInsights } from './find-insights.ts';
import type { GeneratorFacts, InsightFacts } from './insight.ts';

const POINTS = 40;
const column = (value: (index: number) => number) =>
  Array.from({ length: POINTS }, (_, index) => value(index));

const CALM = {
  seconds: column((index) => index),
  vus: column(() => 10),
  requestsPerS: column(() => 100),
  p95Ms: column(() => 50),
};

/** A run about which there is nothing to say. */
const FINE: InsightFacts = {
  isOver: true,
  isAbortedByThreshold: false,
  durationS: 40,
  plannedDurationS: 40,
  overTime: CALM,
  iterations: 4000,
  droppedIterations: 0,
  requests: 4000,
  failedRequests: 0,
  usesOtherProtocols: false,
  checks: [{ name: 'status is 200', passes: 4000, fails: 0 }],
  crossedThresholds: [],
  generators: [],
  urls: 3,
  series: 60,
};

const GENERATOR: GeneratorFacts = {
  instance: 0,
  epoch: 1,
  agent: 'rack-1',
  isLost: false,
  lossReason: null,
  lagMs: column(() => 2),
  cpuShare: column(() => 0.4),
  clockSkewMs: 3,
};

const generator = (changes: Partial<GeneratorFacts>) => [{ ...GENERATOR, ...changes }];
const rising = (value: (index: number) => number) => ({
  ...CALM,
  vus: column((index) => 10 + index),
  requestsPerS: column(value),
});
const slower = (changes: object) => ({ ...CALM, p95Ms: column((index) => 50 + 4 * index), ...changes });

const kindsOf = (changes: Partial<InsightFacts>) =>
  findInsights({ ...FINE, ...changes }).map(({ kind, level }) => `${level} ${kind}`);

test.each<[string, Partial<InsightFacts>, string]>([
  ['5 % of requests failed', { failedRequests: 200 }, 'problem high-failure-rate'],
  ['1 % of requests failed', { failedRequests: 40 }, 'warning high-failure-rate'],
  ['a check failed', { checks: [{ name: 'a', passes: 9, fails: 1 }] }, 'warning failed-checks'],
  ['response times rose', { overTime: slower({}) }, 'warning slowing-down'],
  ['more VUs got no more through', { overTime: rising(() => 100) }, 'warning throughput-limit'],
  ['more VUs got less through', { overTime: rising((index) => 200 - index) }, 'warning throughput-limit'],
  [
    'a generator was late',
    { generators: generator({ lagMs: column(() => 300) }) },
    'problem generator-saturated',
  ],
  [
    'a processor was busy',
    { generators: generator({ cpuShare: column((index) => (index < 5 ? 0.97 : 0.3)) }) },
    'problem generator-saturated',
  ],
  ['a few iterations were dropped', { droppedIterations: 10 }, 'warning dropped-iterations'],
  ['many iterations were dropped', { droppedIterations: 400 }, 'problem dropped-iterations'],
  [
    'an agent was lost',
    { generators: generator({ isLost: true, lossReason: 'silent' }) },
    'problem agent-lost',
  ],
  [
    'an agent was replaced',
    { generators: [...generator({ isLost: true }), ...generator({ epoch: 2, agent: 'rack-2' })] },
    'warning agent-replaced',
  ],
  [
    'its replacement was lost as well',
    { generators: [...generator({ isLost: true }), ...generator({ epoch: 2, isLost: true })] },
    'problem agent-lost',
  ],
  ['a clock is ahead', { generators: generator({ clockSkewMs: 2_000 }) }, 'warning clock-skew'],
  ['a clock is behind', { generators: generator({ clockSkewMs: -700 }) }, 'warning clock-skew'],
  ['there are too many URLs', { urls: 101 }, 'warning too-many-urls'],
  ['there are too many series', { series: 5_001 }, 'warning too-many-series'],
  [
    'a threshold ended the run early',
    { isAbortedByThreshold: true, durationS: 4, crossedThresholds: ['http_req_failed: rate<0.1'] },
    'problem thresholds-crossed-early',
  ],
  ['nothing was sent', { requests: 0 }, 'warning no-requests'],
  ['nothing was sent for long', { requests: 0, isOver: false }, 'warning no-requests'],
  ['nothing was done', { requests: 0, iterations: 0 }, 'problem no-iterations'],
])('it is seen that %s', (_title, changes, expected) => {
  expect(kindsOf(changes)).toEqual([expected]);
});

test.each<[string, Partial<InsightFacts>]>([
  ['a run in which all is well', {}],
  ['a few failures in a thousand', { failedRequests: 39 }],
  ['a run without checks', { checks: [] }],
  [
    'response times that rise with the VUs',
    {
      overTime: slower({
        vus: column((index) => 10 + index),
        requestsPerS: column((index) => 100 + 10 * index),
      }),
    },
  ],
  [
    'response times that rise by next to nothing',
    { overTime: { ...CALM, p95Ms: column((index) => 1 + index / 10) } },
  ],
  [
    'response times that are long at first',
    { overTime: { ...CALM, p95Ms: column((index) => (index < 5 ? 900 : 50)) } },
  ],
  ['requests that rise with the VUs', { overTime: rising((index) => 100 + 10 * index) }],
  ['requests that stay as the VUs do', { overTime: CALM }],
  [
    'too few points to tell',
    { overTime: { seconds: [0, 1], vus: [1, 50], requestsPerS: [9, 9], p95Ms: [1, 900] } },
  ],
  [
    'points at which nothing was measured',
    { overTime: { ...CALM, p95Ms: column(() => 50).map((value, index) => (index % 2 ? null : value)) } },
  ],
  [
    'a generator that is late for a moment',
    { generators: generator({ lagMs: column((index) => (index === 7 ? 900 : 1)) }) },
  ],
  [
    'a processor that is busy for a moment',
    { generators: generator({ cpuShare: column((index) => (index === 7 ? 1 : 0.2)) }) },
  ],
  [
    'a generator that reports nothing',
    { generators: generator({ lagMs: [], cpuShare: [null], clockSkewMs: null }) },
  ],
  ['a clock that is nearly right', { generators: generator({ clockSkewMs: 499 }) }],
  [
    'a threshold that ends the run late',
    { isAbortedByThreshold: true, durationS: 20, crossedThresholds: ['x: y'] },
  ],
  ['a run somebody stopped early', { durationS: 3 }],
  ['a run of unknown length', { isAbortedByThreshold: true, durationS: 1, plannedDurationS: null }],
  ['a run over other protocols', { requests: 0, usesOtherProtocols: true }],
  ['a run that has only begun', { isOver: false, durationS: 2, requests: 0, iterations: 3 }],
  ['a run that has done nothing yet', { isOver: false, durationS: 2, requests: 0, iterations: 0 }],
  ['as many URLs as are fine', { urls: 100, series: 5_000 }],
])('there is nothing to say about %s', (_title, changes) => {
  expect(kindsOf(changes)).toEqual([]);
});

test('what matters most comes first', () => {
  expect(kindsOf({ urls: 500, failedRequests: 4000, droppedIterations: 1 })).toEqual([
    'problem high-failure-rate',
    'warning dropped-iterations',
    'warning too-many-urls',
  ]);
});

test('an insight names what it is about', () => {
  const checks = ['a', 'b', 'c', 'd'].map((name, index) => ({ name, passes: 90, fails: 10 + index }));
  const [insight] = findInsights({ ...FINE, checks });
  expect(insight).toMatchObject({
    title: '4 checks failed',
    text: expect.stringContaining('“d” (13 %), “c” (12 %), “b” (11 %) and 1 more'),
  });
});
