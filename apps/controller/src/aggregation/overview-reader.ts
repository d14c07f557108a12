import { decodeMetricFrame } from '@squall/protocol';
import { decodePush } from '../k6-push/decode-push.ts';
import type { MetricSet } from '../k6-push/metric-set.ts';
import { PushTranslator } from '../k6-push/push-translator.ts';
import type { FrameStore, StoredFrame } from '../runs/run-frames.ts';
import { type OverviewColumns, RunOverview } from './run-overview.ts';

const FRAMES_AT_ONCE = 200;

/** Runs somebody looks at, kept so that a second look reads only what is new. */
const KEPT = 4;

interface Reading {
  readonly overview: RunOverview;
  readonly translator: PushTranslator;
  afterId: number;
  /** Of the first push: where the time of the test begins. */
  firstPushS: number | undefined;
  /** Looks at one run wait for each other. */
  busy: Promise<void>;
}

/** Overviews of runs, from the frames that are stored of them. */
export class OverviewReader {
  readonly #frames: FrameStore;
  readonly #readings = new Map<number, Reading>();

  constructor(frames: FrameStore) {
    this.#frames = frames;
  }

  async read(runId: number): Promise<OverviewColumns> {
    const reading = this.#readings.get(runId) ?? newReading();
    this.#keep(runId, reading);
    reading.busy = reading.busy.then(() => this.#catchUp(runId, reading));
    try {
      await reading.busy;
    } catch (error) {
      // What broke half-way is not to be continued.
      this.#readings.delete(runId);
      throw error;
    }
    return reading.overview.columns();
  }

  /** Those asked for last stay. */
  #keep(runId: number, reading: Reading): void {
    this.#readings.delete(runId);
    this.#readings.set(runId, reading);
    for (const id of this.#readings.keys()) {
      if (this.#readings.size <= KEPT) return;
      this.#readings.delete(id);
    }
  }

  async #catchUp(runId: number, reading: Reading): Promise<void> {
    for (;;) {
      const frames = await this.#frames.ofRun(runId, reading.afterId, FRAMES_AT_ONCE);
      for (const frame of frames) {
        addFrame(frame, reading);
        reading.afterId = frame.id;
      }
      if (frames.length < FRAMES_AT_ONCE) return;
      // Others are to be answered meanwhile.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
}

function newReading(): Reading {
  return {
    overview: new RunOverview(),
    translator: new PushTranslator(),
    afterId: 0,
    firstPushS: undefined,
    busy: Promise.resolve(),
  };
}

function addFrame({ format, body }: StoredFrame, reading: Reading): void {
  if (format === 'agent-frame') addAgentFrame(body, reading);
  else if (format === 'k6-push-2') addPush(decodePush(body), reading);
}

function addAgentFrame(body: Uint8Array, { overview }: Reading): void {
  const { tenure, elapsedMs, window } = decodeMetricFrame(body);
  if (window === undefined) return;
  // The window ends then, so it is about the time just before.
  const atS = Math.max(0, elapsedMs - 1) / 1000;
  overview.add(`${tenure.instance}/${tenure.epoch}`, window, { atS });
}

function addPush(push: MetricSet, reading: Reading): void {
  const times = new Set(
    push.metrics.flatMap(({ series }) => series.flatMap(({ values }) => values.map(({ timeS }) => timeS))),
  );
  for (const timeS of [...times].sort((a, b) => a - b)) {
    reading.firstPushS ??= timeS;
    const window = reading.translator.translate(onlyAt(push, timeS));
    const atS = Math.max(0, timeS - reading.firstPushS);
    reading.overview.add('k6', window, { atS, coversS: Math.max(1, push.aggregationPeriodS) });
  }
}

/** The part of a push that is about one moment. */
function onlyAt(push: MetricSet, timeS: number): MetricSet {
  const metrics = push.metrics.map((metric) => ({
    ...metric,
    series: metric.series.map((series) => ({
      ...series,
      values: series.values.filter((value) => value.timeS === timeS),
    })),
  }));
  return { ...push, metrics };
}
