import type { DeclaredMetric, MetricWindow } from '@squall/core';
import { decodeWindow, encodeWindow } from '../frames/window-bytes.ts';
import { declaredMetric } from '../parse/core-values.ts';
import { boolean, count, list, nullable, number, object, oneOf, text } from '../parse/parse.ts';
import { ProtocolError } from '../protocol-error.ts';

const STATES = [
  'created',
  'queued',
  'initializing',
  'running',
  'processing_metrics',
  'completed',
  'aborted',
] as const;

const RESULTS = ['passed', 'failed', 'error'] as const;

/** What a run on a controller measured, from its beginning to its end or as far as it is. */
export interface RunReport {
  readonly state: (typeof STATES)[number];
  /** Null while the run goes on. */
  readonly result: (typeof RESULTS)[number] | null;
  /** Why the result is what it is, for people. */
  readonly message: string | null;
  /** Of a run on one machine with the same outcome; 0 while the run goes on. */
  readonly exitCode: number;
  /** From just before `setup()` to the end of `teardown()`. */
  readonly elapsedMs: number;
  /** Something ended the run before its time. */
  readonly isInterrupted: boolean;
  /** JSON of what `setup()` returned. */
  readonly setupDataJson: string | null;
  /** What the user must know to trust the numbers. */
  readonly notices: readonly string[];
  /** Metrics known before the run: thresholds may name them. */
  readonly declaredMetrics: readonly DeclaredMetric[];
  /** One window that covers the whole run, with the definitions of all its series. */
  readonly totals: MetricWindow;
}

/** A report as JSON carries it: the totals as base64. */
export type RunReportJson = Omit<RunReport, 'totals'> & { readonly totals: string };

export function runReportToJson(report: RunReport): RunReportJson {
  return { ...report, totals: Buffer.from(encodeWindow(report.totals)).toString('base64') };
}

const reportJson = object<RunReportJson>({
  state: oneOf(...STATES),
  result: nullable(oneOf(...RESULTS)),
  message: nullable(text),
  exitCode: count,
  elapsedMs: number,
  isInterrupted: boolean,
  setupDataJson: nullable(text),
  notices: list(text),
  declaredMetrics: list(declaredMetric),
  totals: text,
});

/** Reads a report that was parsed from JSON. @throws ProtocolError */
export function parseRunReport(value: unknown): RunReport {
  const report = reportJson(value, 'report');
  return { ...report, totals: totalsOf(report.totals) };
}

const totalsOf = (base64: string): MetricWindow => {
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.toString('base64') !== base64) throw new ProtocolError('report.totals is not base64');
  return decodeWindow(bytes);
};
