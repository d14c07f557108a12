import { Type } from '@fastify/type-provider-typebox';
import { Nullable, RunStateName } from '../schemas.ts';

const Column = Type.Array(Nullable(Type.Number()));
const Numbers = Type.Array(Type.Number());
const Tags = Type.Record(Type.String(), Type.String());
const MetricType = Type.Enum(['counter', 'gauge', 'rate', 'trend']);
const Contains = Type.Enum(['default', 'time', 'data']);
const LoadZone = Type.String();

export const OverviewView = Type.Object(
  {
    stepS: Type.Integer({ description: 'seconds from one entry to the next' }),
    seconds: Type.Array(Type.Number(), { description: 'since the beginning of the load' }),
    vus: Column,
    requestsPerS: Column,
    iterationsPerS: Column,
    failedShare: Column,
    p50Ms: Column,
    p95Ms: Column,
    p99Ms: Column,
  },
  { description: 'columns of equal length; null where nothing was measured' },
);

export const MetricsView = Type.Array(
  Type.Object({
    name: Type.String(),
    type: MetricType,
    contains: Contains,
    series: Type.Integer(),
    tags: Type.Record(Type.String(), Type.Array(Type.String()), { description: 'at most 200 values each' }),
  }),
);

export const SeriesView = Type.Object({
  stepS: Type.Integer(),
  seconds: Numbers,
  series: Type.Array(Type.Object({ tags: Tags, values: Column }), { description: 'the largest first' }),
  isCut: Type.Boolean({ description: 'there are more than these' }),
});

export const SummaryView = Type.Object({
  elapsedMs: Type.Number(),
  metrics: Type.Array(
    Type.Object({
      name: Type.String(),
      type: MetricType,
      contains: Contains,
      values: Type.Record(Type.String(), Type.Number(), {
        description: 'by their names in the summary of k6',
      }),
      isSubmetric: Type.Boolean(),
      parent: Nullable(Type.String()),
    }),
  ),
});

const Passes = { passes: Type.Number(), fails: Type.Number() };

export const ChecksView = Type.Array(
  Type.Object({
    group: Type.String(),
    name: Type.String(),
    scenario: Nullable(Type.String()),
    ...Passes,
    byZone: Type.Array(Type.Object({ loadZone: LoadZone, ...Passes })),
  }),
);

const Durations = { count: Type.Number(), avgMs: Type.Number(), p95Ms: Type.Number() };

export const GroupsView = Type.Array(
  Type.Object({
    group: Type.String(),
    ...Durations,
    byZone: Type.Array(Type.Object({ loadZone: LoadZone, ...Durations })),
  }),
);

export const RequestsView = Type.Object({
  rows: Type.Array(
    Type.Object({
      tags: Tags,
      count: Type.Number(),
      ratePerS: Type.Number(),
      failedShare: Nullable(Type.Number()),
      avgMs: Type.Number(),
      minMs: Type.Number(),
      medMs: Type.Number(),
      p90Ms: Type.Number(),
      p95Ms: Type.Number(),
      p99Ms: Type.Number(),
      maxMs: Type.Number(),
    }),
    { description: 'those with most requests first' },
  ),
  isCut: Type.Boolean(),
});

const Verdict = { actual: Nullable(Type.Number()), isCrossed: Type.Boolean() };

export const ThresholdsView = Type.Array(
  Type.Object({
    metric: Type.String(),
    expression: Type.String(),
    stat: Type.String(),
    limit: Nullable(Type.Number()),
    ...Verdict,
    abortOnFail: Type.Boolean(),
    byZone: Type.Optional(Type.Array(Type.Object({ loadZone: LoadZone, ...Verdict }))),
  }),
);

export const GeneratorsView = Type.Array(
  Type.Object({
    instance: Type.Integer(),
    agent: Type.String(),
    loadZone: LoadZone,
    label: Type.String(),
    epoch: Type.Integer(),
    isLost: Type.Boolean(),
    lossReason: Nullable(Type.String()),
    seconds: Numbers,
    vus: Numbers,
    iterationsPerS: Numbers,
    lagMs: Numbers,
    cpuShare: Numbers,
    memoryBytes: Numbers,
    clockSkewMs: Nullable(Type.Number()),
    maxLagMs: Type.Number(),
  }),
);

export const ReportView = Type.Object(
  {
    state: RunStateName,
    result: Nullable(Type.Enum(['passed', 'failed', 'error'])),
    message: Nullable(Type.String()),
    exitCode: Type.Integer({ description: 'of a run on one machine with the same outcome' }),
    elapsedMs: Type.Number(),
    isInterrupted: Type.Boolean(),
    setupDataJson: Nullable(Type.String()),
    notices: Type.Array(Type.String()),
    declaredMetrics: Type.Array(Type.Object({ name: Type.String(), type: MetricType, contains: Contains })),
    totals: Type.String({ description: 'base64 of one encoded window that covers the whole run' }),
  },
  { description: 'what a command line makes its summary of' },
);
