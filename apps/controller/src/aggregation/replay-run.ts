import {
  createRunMetrics,
  type DeclaredMetric,
  evaluateThresholds,
  type Logger,
  parseThresholds,
  prepareThresholds,
  type RunMetrics,
  type ThresholdConfigs,
  type ThresholdEvaluation,
  validateThresholds,
} from '@squall/core';
import { decodePush } from '../k6-push/decode-push.ts';
import type { MetricSet } from '../k6-push/metric-set.ts';
import { PushTranslator } from '../k6-push/push-translator.ts';
import type { FrameStore } from '../runs/run-frames.ts';
import { withBuiltinMetrics } from './known-metrics.ts';

const FRAMES_AT_ONCE = 100;
const SYSTEM_TAGS = ['expected_response'];

export interface ReplayedRun {
  readonly metrics: RunMetrics;
  readonly thresholds: ThresholdEvaluation;
}

/**
 * What a run that was pushed here measured, from what is stored of it. Reads the frames twice: thresholds must be
 * known before samples, and for thresholds the types of the metrics must be.
 */
export async function replayRun(
  frames: FrameStore,
  runId: number,
  configs: ThresholdConfigs,
  log: Logger,
): Promise<ReplayedRun> {
  const { declared, durationMs } = await survey(frames, runId);
  const metrics = createRunMetrics({ declared, systemTags: SYSTEM_TAGS, log });
  const known = knownThresholds(configs, declared);
  const thresholds = validateThresholds(known, metrics.registry);
  const applied = prepareThresholds({ thresholds, thresholdConfigs: known }, metrics, log) ?? [];
  const translator = new PushTranslator();
  for await (const push of pushesOf(frames, runId)) metrics.merge('k6', translator.translate(push));
  return { metrics, thresholds: evaluateThresholds(applied, { testDurationMs: durationMs, isFinal: true }) };
}

interface Survey {
  readonly declared: readonly DeclaredMetric[];
  /** From the start of the first bucket to the end of the last. */
  readonly durationMs: number;
}

async function survey(frames: FrameStore, runId: number): Promise<Survey> {
  const declared = new Map<string, DeclaredMetric>();
  const translator = new PushTranslator();
  let firstS = Number.POSITIVE_INFINITY;
  let endS = Number.NEGATIVE_INFINITY;
  for await (const push of pushesOf(frames, runId)) {
    for (const metric of translator.translate(push).definitions.metrics) {
      if (!declared.has(metric.name)) declared.set(metric.name, metric);
    }
    for (const timeS of timesOf(push)) {
      firstS = Math.min(firstS, timeS);
      endS = Math.max(endS, timeS + push.aggregationPeriodS);
    }
  }
  return {
    declared: withBuiltinMetrics([...declared.values()]),
    durationMs: endS > firstS ? (endS - firstS) * 1000 : 0,
  };
}

/** A metric of the script's own that was never fed does not travel, and its thresholds hold. */
function knownThresholds(configs: ThresholdConfigs, declared: readonly DeclaredMetric[]): ThresholdConfigs {
  const names = new Set(declared.map(({ name }) => name));
  const own = parseThresholds(configs).filter(({ metric }) => names.has(metric.split('{')[0] ?? ''));
  return Object.fromEntries(own.map(({ metric, thresholds }) => [metric, thresholds]));
}

function* timesOf({ metrics }: MetricSet): Generator<number> {
  for (const { series } of metrics)
    for (const { values } of series) for (const { timeS } of values) yield timeS;
}

async function* pushesOf(frames: FrameStore, runId: number): AsyncGenerator<MetricSet> {
  let afterId = 0;
  for (;;) {
    const some = await frames.ofRun(runId, afterId, FRAMES_AT_ONCE);
    for (const { id, format, body } of some) {
      afterId = id;
      if (format === 'k6-push-2') yield decodePush(body);
    }
    if (some.length < FRAMES_AT_ONCE) return;
  }
}
