import {
  createRunMetrics,
  EXIT_CODES,
  evaluateThresholds,
  type FinalError,
  type HandleSummaryOutcome,
  type Logger,
  prepareThresholds,
} from '@squall/core';
import type { RunResult } from '@squall/engine';
import type { RunReport } from '@squall/protocol';
import type { PreparedTest } from '../local/prepare-test.ts';

export interface CloudResultParts {
  readonly test: Pick<PreparedTest, 'config' | 'thresholds'>;
  readonly log: Logger;
  /** The run ended because of a signal that this process got. */
  readonly signal: string | undefined;
  handleSummary(dataJson: string): Promise<HandleSummaryOutcome>;
}

/** A run on the agents of a controller as if it had been here: what summary, reports and exit code are made of. */
export function resultOf(
  report: RunReport,
  { test, log, signal, handleSummary }: CloudResultParts,
): RunResult {
  const { config, thresholds } = test;
  const declared = report.declaredMetrics;
  const metrics = createRunMetrics({ declared, systemTags: config.systemTags ?? [], log });
  const applied = prepareThresholds({ thresholds, thresholdConfigs: config.thresholds ?? {} }, metrics, log);
  metrics.merge('controller', report.totals);
  const evaluated =
    applied && evaluateThresholds(applied, { testDurationMs: report.elapsedMs, isFinal: true });
  return {
    metrics,
    thresholds: evaluated,
    durationMs: report.elapsedMs,
    setupDataJson: report.setupDataJson ?? undefined,
    error: errorOf(report, signal),
    notices: report.notices,
    handleSummary,
  };
}

/** To the controller it makes no difference who asked for the end; here it does. */
function errorOf({ exitCode, message }: RunReport, signal: string | undefined): FinalError | undefined {
  if (exitCode === 0) return undefined;
  if (exitCode === EXIT_CODES.STOPPED_BY_API && signal !== undefined) {
    const text = `test run was aborted because Squall received a '${signal}' signal`;
    return { message: text, exitCode: EXIT_CODES.EXTERNAL_ABORT, fields: {} };
  }
  return { message: message ?? `the run ended with exit code ${exitCode}`, exitCode, fields: {} };
}
