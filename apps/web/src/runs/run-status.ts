import type { Run, RunState } from '../api/types/run.ts';

export type Tone = 'good' | 'bad' | 'warn' | 'busy' | 'idle';

export interface RunStatus {
  readonly text: string;
  readonly tone: Tone;
}

const UNDER_WAY: Readonly<Record<Exclude<RunState, 'completed' | 'aborted'>, RunStatus>> = {
  created: { text: 'Created', tone: 'idle' },
  queued: { text: 'Queued', tone: 'idle' },
  initializing: { text: 'Initializing', tone: 'busy' },
  running: { text: 'Running', tone: 'busy' },
  processing_metrics: { text: 'Finishing', tone: 'busy' },
};

/** A run in one or two words and a colour. */
export function statusOf({ state, result }: Pick<Run, 'state' | 'result'>): RunStatus {
  if (state === 'aborted') return { text: 'Aborted', tone: 'warn' };
  if (state !== 'completed') return UNDER_WAY[state];
  switch (result) {
    case 'passed':
      return { text: 'Passed', tone: 'good' };
    case 'failed':
      return { text: 'Failed', tone: 'bad' };
    case 'error':
      return { text: 'Error', tone: 'warn' };
    case null:
      return { text: 'Finished', tone: 'idle' };
  }
}

export function isOver({ state }: Pick<Run, 'state'>): boolean {
  return state === 'completed' || state === 'aborted';
}

/** How long the load has been on, until now or the end; undefined before it began. */
export function loadDurationMs(
  { startedAtMs, endedAtMs }: Pick<Run, 'startedAtMs' | 'endedAtMs'>,
  nowMs: number,
): number | undefined {
  return startedAtMs === null ? undefined : Math.max(0, (endedAtMs ?? nowMs) - startedAtMs);
}

/** How much of the planned time has gone by, from 0 to 1; undefined when there is no plan or no load. */
export function progressOf(run: Run, nowMs: number): number | undefined {
  const elapsedMs = loadDurationMs(run, nowMs);
  if (elapsedMs === undefined || isOver(run) || !run.estimatedDurationS) return undefined;
  return Math.min(1, elapsedMs / (run.estimatedDurationS * 1000));
}

/** `ashburn`, `3 zones`: where the load comes from, short enough for a row of a table. */
export function zonesInShort({ place, distribution }: Pick<Run, 'place' | 'distribution'>): string {
  if (place !== 'cloud') return 'local';
  const zones = [...new Set(distribution.map(({ loadZone }) => loadZone))];
  return zones.length === 1 ? (zones[0] ?? '') : `${zones.length} zones`;
}

/** `ashburn 60%, frankfurt 40%`: each load zone with its share, by the last part of its id. */
export function zoneShares(run: Pick<Run, 'place' | 'distribution'>): string {
  if (run.place !== 'cloud') return 'local';
  const shares = new Map<string, number>();
  for (const { loadZone, percent } of run.distribution)
    shares.set(loadZone, (shares.get(loadZone) ?? 0) + percent);
  if (shares.size === 1) return [...shares.keys()].join();
  return [...shares].map(([zone, percent]) => `${zone.split(':').at(-1)} ${Math.round(percent)}%`).join(', ');
}
