export type InsightLevel = 'info' | 'warning' | 'problem';

/** Something about a run that its numbers say and that is easily overlooked. */
export interface Insight {
  readonly kind: string;
  readonly level: InsightLevel;
  readonly title: string;
  /** What was seen, what it may mean and what to do about it. */
  readonly text: string;
}

/** The numbers of a run over its time: columns of equal length, null where nothing was measured. */
export interface OverTime {
  readonly seconds: readonly number[];
  readonly vus: readonly (number | null)[];
  readonly requestsPerS: readonly (number | null)[];
  readonly p95Ms: readonly (number | null)[];
}

export interface CheckFacts {
  readonly name: string;
  readonly passes: number;
  readonly fails: number;
}

/** One process that made load. */
export interface GeneratorFacts {
  readonly instance: number;
  readonly epoch: number;
  readonly agent: string;
  readonly isLost: boolean;
  readonly lossReason: string | null;
  readonly lagMs: readonly (number | null)[];
  readonly cpuShare: readonly (number | null)[];
  readonly clockSkewMs: number | null;
}

/** All that insights are drawn from. */
export interface InsightFacts {
  readonly isOver: boolean;
  /** What a threshold with `abortOnFail` did. */
  readonly isAbortedByThreshold: boolean;
  readonly durationS: number;
  readonly plannedDurationS: number | null;
  readonly overTime: OverTime;
  readonly iterations: number;
  readonly droppedIterations: number;
  readonly requests: number;
  readonly failedRequests: number;
  /** Of WebSockets, gRPC, browsers and the like. */
  readonly usesOtherProtocols: boolean;
  readonly checks: readonly CheckFacts[];
  readonly crossedThresholds: readonly string[];
  readonly generators: readonly GeneratorFacts[];
  /** Distinct values of the tag `name` of HTTP requests. */
  readonly urls: number;
  readonly series: number;
}

/** One kind of insight: what it sees in a run; undefined when there is nothing to say. */
export type Finder = (facts: InsightFacts) => Insight | undefined;
