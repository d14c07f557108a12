import { type Clock, type RunMetrics, repeat, type Timer } from '@squall/core';

/** What the coordinator of a run measures itself, so that no frame of an agent holds it. */
export interface VUSample {
  /** Since the beginning of load. */
  readonly elapsedMs: number;
  readonly wallMs: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly gauges: readonly VUGauge[];
}

interface VUGauge {
  readonly name: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
}

export function encodeVUSample(sample: VUSample): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(sample));
}

/** What `encodeVUSample` wrote: it comes from this controller's own database. */
export function parseVUSample(body: Uint8Array): VUSample {
  return JSON.parse(new TextDecoder().decode(body)) as VUSample;
}

export interface SampledRun {
  readonly metrics: RunMetrics;
  readonly tags: Readonly<Record<string, string>>;
  /** Since the beginning of load. */
  elapsedMs(): number;
}

const SAMPLES_EVERY_MS = 1_000;
const GAUGES = ['vus', 'vus_max'];

/** Hands over how many VUs a run has, every second. */
export function watchVUs(
  run: SampledRun,
  clock: Clock,
  take: (sample: VUSample, key: string) => void,
): Timer {
  return repeat(clock, SAMPLES_EVERY_MS, () => {
    const sample = sampleOf(run, clock, ({ value }) => ({ min: value, max: value }));
    if (sample !== undefined) take(sample, `vus:${Math.floor(sample.elapsedMs / SAMPLES_EVERY_MS)}`);
  });
}

/** The last sample of a run, with the extremes of all of it: those between two samples count too. */
export function lastVUSample(run: SampledRun, clock: Clock): VUSample | undefined {
  return sampleOf(run, clock, ({ min, max }) => ({ min, max }));
}

function sampleOf(
  run: SampledRun,
  clock: Clock,
  rangeOf: (gauge: Omit<VUGauge, 'name'>) => { readonly min: number; readonly max: number },
): VUSample | undefined {
  const { metrics, tags } = run;
  const gauges = GAUGES.flatMap((name) => {
    const sink = metrics.get(name)?.sink;
    return sink?.type === 'gauge' && !sink.isEmpty ? [{ name, value: sink.value, ...rangeOf(sink) }] : [];
  });
  if (gauges.length === 0) return undefined;
  return { elapsedMs: run.elapsedMs(), wallMs: clock.wallMs(), tags, gauges };
}
