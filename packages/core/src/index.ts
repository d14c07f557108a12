export { EXIT_CODES, ERROR_CODES, type ErrorCode } from './errors/codes.ts';
export { isUserError, UserError, type UserErrorDetails } from './errors/user-error.ts';
export { fromWireError, toWireError, type WireError } from './errors/wire-error.ts';
export type {
  ExecutorDeps,
  ExecutorType,
  PooledVU,
  ScenarioActivation,
  SharedCounter,
  VUPool,
} from './executors/executor.ts';
export type { LogFields, Logger, LogLevel, LogRecord } from './log/logger.ts';
export { BUILTIN_METRICS, type BuiltinMetricName, createBuiltinMetrics } from './metrics/builtin-metrics.ts';
export type { CheckStates } from './metrics/check-states.ts';
export { RAW_VALUES } from './metrics/limits.ts';
export type { Metric, MetricType, ValueType } from './metrics/metric.ts';
export { type MetricSelector, parseMetricSelector } from './metrics/metric-selector.ts';
export type { CheckSlice, CheckState, MetricSlice, MetricState, SeriesState } from './metrics/metric-state.ts';
export type { Output, OutputRun, SubmetricDefinition, ThresholdNote } from './metrics/output.ts';
export { createMetricRegistry } from './metrics/registry.ts';
export { RunMetrics, type RunMetricsOptions, type SourceId } from './metrics/run-metrics.ts';
export { createSink, mergeSinks, type Sink } from './metrics/sinks/sink.ts';
export { type SinkValues, sinkValues, trendStat } from './metrics/sinks/sink-values.ts';
export { ThreadRecorder, type ThreadRecorderOptions } from './metrics/thread-recorder.ts';
export type {
  MetricDefinition,
  MetricWindow,
  ResolvedSamples,
  SampleBatch,
  SeriesDefinition,
  SeriesDefinitions,
} from './metrics/window.ts';
export { type AppliedThresholds, applyThresholds, declareThresholdMetrics } from './thresholds/apply-thresholds.ts';
export {
  abortMessage,
  crossedMessage,
  evaluateThresholds,
  type EvaluationMoment,
  type MetricThresholdResults,
  type ThresholdEvaluation,
  type ThresholdResult,
} from './thresholds/evaluate-thresholds.ts';
export type { ThresholdConfig, ThresholdConfigs } from './thresholds/threshold-config.ts';
export { describeRun, thresholdNote } from './thresholds/threshold-note.ts';
export { type MetricThresholds, parseThresholds, validateThresholds } from './thresholds/validate-thresholds.ts';
export { ExecutionShare, SINGLE_WORKER, type WorkerShare } from './segment/execution-share.ts';
export {
  formatSegment,
  formatSegmentSequence,
  parseSegment,
  parseSegmentSequence,
  type Segment,
  segmentFraction,
} from './segment/segment.ts';
export { createSegmentTuple, SegmentTuple, WHOLE_TUPLE } from './segment/segment-tuple.ts';
export type { Clock, Timer } from './time/clock.ts';
export { formatDuration, formatFixedDuration } from './time/format-duration.ts';
export { parseDuration, parseGoDuration, parseJsonDuration } from './time/parse-duration.ts';
export type { MetricRegistry, SampleMetadata, SampleRecorder, Series, TagSet } from './metrics/recording.ts';
export { goTypeName } from './errors/go-type-name.ts';
export {
  decideSummaryOutput,
  describeWriteFailures,
  type HandleSummaryOutcome,
  type HandleSummaryResult,
  readHandleSummaryResult,
  SUMMARY_FAILURE,
  type SummaryEntry,
  type SummaryOutput,
  type SummaryProblem,
  type SummaryWriteFailure,
} from './summary/handle-summary-result.ts';
export {
  buildMachineReadableSummary,
  type MachineReadableSettings,
  type MachineReadableSummary,
} from './summary/machine-readable-summary.ts';
export { buildSummaryData, type SummaryData, type SummaryDataSettings } from './summary/summary-data.ts';
export { indentedJson, summaryExportJson } from './summary/summary-export.ts';
export type {
  GroupDetails,
  ScenarioDetails,
  SummaryCheck,
  SummaryDetails,
  SummaryInput,
  SummaryMetric,
  SummaryMode,
  SummaryThreshold,
  SummaryTimeUnit,
} from './summary/summary-input.ts';
export { type FinishedRun, summaryOfRun } from './summary/summary-of-run.ts';
export { renderSummaryText, type TextSettings } from './summary/summary-text.ts';
export { type Paint, paintColored, paintPlain, type TextStyle } from './summary/text-style.ts';
