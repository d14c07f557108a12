import type { MetricWindow } from '@squall/core';
import { decodeMetricFrame } from '@squall/protocol';
import { decodePush } from '../k6-push/decode-push.ts';
import type { MetricSet } from '../k6-push/metric-set.ts';
import { PushTranslator } from '../k6-push/push-translator.ts';
import type { StoredFrame } from '../runs/run-frames.ts';
import { parseVUSample, type VUSample } from '../runs/vu-sample.ts';
import type { RollupState } from './rollup-store.ts';

type PushTimes = NonNullable<RollupState['pushes']>;

/** What a frame says about one second of the test. */
export interface SecondOfFrame {
  readonly sourceId: string;
  readonly second: number;
  readonly window: MetricWindow;
}

/** Reads what generators delivered, in the order in which it came. */
export class FrameReader {
  #pushes: PushTimes | null;
  #elapsedMs: number;
  #translator = new PushTranslator();

  constructor({ pushes, elapsedMs }: Pick<RollupState, 'pushes' | 'elapsedMs'>) {
    this.#pushes = pushes;
    this.#elapsedMs = elapsedMs;
  }

  get pushes(): PushTimes | null {
    return this.#pushes;
  }

  get elapsedMs(): number {
    return this.#elapsedMs;
  }

  /** @throws Error for what cannot be read */
  read({ format, body }: StoredFrame): readonly SecondOfFrame[] {
    switch (format) {
      case 'agent-frame':
        return this.#readAgentFrame(body);
      case 'k6-push-2':
        return this.#readPush(decodePush(body));
      case 'vus':
        return this.#readVUs(body);
    }
  }

  #readAgentFrame(body: Uint8Array): SecondOfFrame[] {
    const { tenure, elapsedMs, window } = decodeMetricFrame(body);
    this.#elapsedMs = Math.max(this.#elapsedMs, elapsedMs);
    if (window === undefined) return [];
    return [{ sourceId: `${tenure.instance}/${tenure.epoch}`, second: secondBefore(elapsedMs), window }];
  }

  #readVUs(body: Uint8Array): SecondOfFrame[] {
    const sample = parseVUSample(body);
    return [{ sourceId: 'vus', second: secondBefore(sample.elapsedMs), window: windowOfVUs(sample) }];
  }

  #readPush(push: MetricSet): SecondOfFrame[] {
    const times = timesOf(push);
    return times.map((timeS) => {
      const { originS } = this.#note(timeS, Math.max(1, push.aggregationPeriodS));
      const window = this.#translator.translate(times.length === 1 ? push : onlyAt(push, timeS));
      return { sourceId: 'k6', second: Math.max(0, timeS - originS), window };
    });
  }

  #note(timeS: number, periodS: number): PushTimes {
    const { originS, beginS, endS } = this.#pushes ?? { originS: timeS, beginS: timeS, endS: timeS };
    this.#pushes = {
      originS,
      beginS: Math.min(beginS, timeS),
      endS: Math.max(endS, timeS + periodS),
      periodS,
    };
    return this.#pushes;
  }
}

/** A window ends then, so it is about the time just before. */
const secondBefore = (elapsedMs: number): number => Math.max(0, Math.ceil(elapsedMs / 1000) - 1);

function timesOf({ metrics }: MetricSet): number[] {
  const times = new Set<number>();
  for (const { series } of metrics) {
    for (const { values } of series) for (const { timeS } of values) times.add(timeS);
  }
  return [...times].sort((a, b) => a - b);
}

/** Defines its series each time: there are two. */
function windowOfVUs({ wallMs, tags, gauges }: VUSample): MetricWindow {
  const none = new Uint32Array(0);
  const nothing = new Float64Array(0);
  return {
    sequence: 0,
    definitions: {
      metrics: gauges.map(({ name }, id) => ({ id, name, type: 'gauge', contains: 'default' })),
      series: gauges.map((_, id) => ({ id, metricId: id, tags })),
    },
    counters: { series: none, sums: nothing },
    gauges: {
      series: Uint32Array.from(gauges, (_, id) => id),
      values: Float64Array.from(gauges, ({ value }) => value),
      timesMs: Float64Array.from(gauges, () => wallMs),
      mins: Float64Array.from(gauges, ({ min }) => min),
      maxs: Float64Array.from(gauges, ({ max }) => max),
    },
    rates: { series: none, trues: nothing, totals: nothing },
    trends: {
      series: none,
      counts: nothing,
      sums: nothing,
      mins: nothing,
      maxs: nothing,
      valueEnds: none,
      values: nothing,
      bucketEnds: none,
      bucketKeys: new Int32Array(0),
      bucketCounts: nothing,
    },
  };
}

/** The part of a push that is about one moment. */
function onlyAt(push: MetricSet, timeS: number): MetricSet {
  const metrics = push.metrics.map((metric) => ({
    ...metric,
    series: metric.series.flatMap(({ labels, values }) => {
      const wanted = values.filter((value) => value.timeS === timeS);
      return wanted.length === 0 ? [] : [{ labels, values: wanted }];
    }),
  }));
  return { ...push, metrics: metrics.filter(({ series }) => series.length > 0) };
}
