import type { RunResult, RunState } from './run.ts';

/** What a run measured, as the controller tells it. Times are seconds since the beginning of the load. */
export type Tags = Readonly<Record<string, string>>;

export type MetricType = 'counter' | 'gauge' | 'rate' | 'trend';

/** What the values of a metric are: numbers, milliseconds or bytes. */
export type MetricContent = 'default' | 'time' | 'data';

export interface MetricInfo {
  readonly name: string;
  readonly type: MetricType;
  readonly contains: MetricContent;
  readonly series: number;
  readonly tags: Readonly<Record<string, readonly string[]>>;
}

type Column = readonly (number | null)[];

export interface SeriesAnswer {
  readonly stepS: number;
  readonly seconds: readonly number[];
  /** There were more series than are shown. */
  readonly isCut: boolean;
  readonly series: readonly { readonly tags: Tags; readonly values: Column }[];
}

export interface SummaryMetric {
  readonly name: string;
  readonly type: MetricType;
  readonly contains: MetricContent;
  /** By the names of k6: `avg`, `p(95)`, `rate`. */
  readonly values: Readonly<Record<string, number>>;
  readonly isSubmetric: boolean;
  readonly parent: string | null;
}

export interface RunSummary {
  readonly elapsedMs: number;
  readonly metrics: readonly SummaryMetric[];
}

interface Outcomes {
  readonly passes: number;
  readonly fails: number;
}

export interface CheckResult extends Outcomes {
  /** `::cart::pay`; empty for checks outside of any group. */
  readonly group: string;
  readonly name: string;
  readonly scenario: string | null;
  readonly byZone: readonly (Outcomes & { readonly loadZone: string })[];
}

interface GroupTimes {
  readonly count: number;
  readonly avgMs: number;
  readonly p95Ms: number;
}

export interface GroupResult extends GroupTimes {
  readonly group: string;
  readonly byZone: readonly (GroupTimes & { readonly loadZone: string })[];
}

export type RequestKind = 'http' | 'ws' | 'grpc';

export interface RequestRow {
  readonly tags: Tags;
  readonly count: number;
  readonly ratePerS: number;
  readonly failedShare: number | null;
  readonly avgMs: number;
  readonly minMs: number;
  readonly medMs: number;
  readonly p90Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

export interface RequestTable {
  readonly rows: readonly RequestRow[];
  readonly isCut: boolean;
}

export interface ThresholdZone {
  readonly loadZone: string;
  readonly actual: number | null;
  readonly isCrossed: boolean;
}

export interface ThresholdResult {
  /** With its tags, `http_req_duration{status:200}`. */
  readonly metric: string;
  readonly expression: string;
  readonly stat: string;
  readonly limit: number | null;
  readonly actual: number | null;
  readonly isCrossed: boolean;
  readonly abortOnFail: boolean;
  readonly byZone?: readonly ThresholdZone[];
}

export interface GeneratorHealth {
  readonly instance: number;
  readonly agent: string;
  readonly loadZone: string;
  readonly label: string;
  readonly epoch: number;
  readonly isLost: boolean;
  readonly lossReason: string | null;
  readonly seconds: readonly number[];
  readonly vus: Column;
  readonly iterationsPerS: Column;
  readonly lagMs: Column;
  readonly cpuShare: Column;
  readonly memoryBytes: Column;
  readonly clockSkewMs: number | null;
  readonly maxLagMs: number;
}

export interface Insight {
  readonly kind: string;
  readonly level: 'info' | 'warning' | 'problem';
  readonly title: string;
  readonly text: string;
}

export interface RunProgress {
  readonly state: string;
  readonly phase: string | null;
  readonly elapsedMs: number;
  readonly totalMs: number | null;
  readonly share: number | null;
  readonly vus: number;
  readonly maxVUs: number;
  readonly iterations: number;
  readonly missingAgents: readonly { readonly loadZone: string; readonly count: number }[];
}

/** One run among the runs of its test. */
export interface TrendPoint {
  readonly runId: number;
  readonly createdAtMs: number;
  readonly state: RunState;
  readonly result: RunResult | null;
  readonly requestsPerS: number | null;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  readonly p99Ms: number | null;
  readonly failedShare: number | null;
}
