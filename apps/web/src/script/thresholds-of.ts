export interface ThresholdLimit {
  /** With its tags, `http_req_duration{status:200}`. */
  readonly metric: string;
  readonly expression: string;
  readonly abortsRun: boolean;
}

/** The limits that options set, one for each expression; whatever is malformed was refused before. */
export function thresholdsOf(options: Readonly<Record<string, unknown>>): ThresholdLimit[] {
  const { thresholds } = options;
  if (typeof thresholds !== 'object' || thresholds === null) return [];
  return Object.entries(thresholds).flatMap(([metric, limits]) =>
    Array.isArray(limits) ? limits.map((limit) => limitOf(metric, limit)) : [],
  );
}

function limitOf(metric: string, limit: unknown): ThresholdLimit {
  if (typeof limit === 'object' && limit !== null) {
    const { threshold, abortOnFail } = limit as {
      readonly threshold?: unknown;
      readonly abortOnFail?: unknown;
    };
    return { metric, expression: String(threshold), abortsRun: abortOnFail === true };
  }
  return { metric, expression: String(limit), abortsRun: false };
}
