/** Which way is better: `none` where it depends on what one wanted. */
export type Sense = 'less' | 'more' | 'none';

const SENSES: Readonly<Record<string, Sense>> = {
  checks: 'more',
  http_req_failed: 'less',
  http_reqs: 'more',
  iterations: 'more',
  iteration_duration: 'less',
  dropped_iterations: 'less',
  group_duration: 'less',
  ws_connecting: 'less',
  ws_session_duration: 'none',
  grpc_req_duration: 'less',
  vus: 'none',
  vus_max: 'none',
  data_sent: 'none',
  data_received: 'none',
};

/** Times of a script's own are taken for times one waits; of other metrics nobody knows. */
export function senseOf(metric: string, contains: string): Sense {
  return SENSES[metric] ?? (contains === 'time' ? 'less' : 'none');
}

export type Judgement = 'better' | 'worse' | 'same';

/** Differences below this share are what runs differ by anyway. */
const NOISE = 0.02;

export function judge(before: number, after: number, sense: Sense): Judgement {
  const size = Math.max(Math.abs(before), Math.abs(after));
  if (sense === 'none' || size === 0 || Math.abs(after - before) / size < NOISE) return 'same';
  return after < before === (sense === 'less') ? 'better' : 'worse';
}

/** How much more or less, as a share of what it was; undefined where there is nothing to compare with. */
export function relativeChange(before: number, after: number): number | undefined {
  if (before === after) return 0;
  return before === 0 ? undefined : (after - before) / Math.abs(before);
}
