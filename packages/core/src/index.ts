export { ERROR_CODES, type ErrorCode, EXIT_CODES } from './errors/codes.ts';
export { goQuote } from './errors/go-quote.ts';
export { goTypeName } from './errors/go-type-name.ts';
export { type SystemError, systemErrorText } from './errors/system-error.ts';
export { isUserError, UserError, type UserErrorDetails } from './errors/user-error.ts';
export { fromWireError, toWireError, type WireError } from './errors/wire-error.ts';
export type {
  Executor,
  ExecutorDeps,
  ExecutorType,
  LoadSetting,
  PooledVU,
  RunningScenario,
  ScenarioActivation,
  ScenarioProgress,
  ScenarioState,
  SharedCounter,
  VUPool,
} from './executors/executor.ts';
export {
  executorOf,
  executors,
  isExecutorType,
  parseScenario,
  type ScenarioConfig,
  validateScenario,
} from './executors/executors.ts';
export { loadSettingProblem } from './executors/externally-controlled.ts';
export type { LogFields, Logger, LogLevel, LogRecord } from './log/logger.ts';
export { BUILTIN_METRICS, type BuiltinMetricName, createBuiltinMetrics } from './metrics/builtin-metrics.ts';
export type { CheckStates } from './metrics/check-states.ts';
export { createRunMetrics, type DeclaredMetric, type RunMetricsSetup } from './metrics/create-run-metrics.ts';
export { RAW_VALUES } from './metrics/limits.ts';
export { mergeWindow } from './metrics/merge-window.ts';
export type { Metric, MetricType, ValueType } from './metrics/metric.ts';
export { type MetricSelector, parseMetricSelector } from './metrics/metric-selector.ts';
export type {
  CheckSlice,
  CheckState,
  MetricSlice,
  MetricState,
  SeriesState,
} from './metrics/metric-state.ts';
export { MetricsFeed } from './metrics/metrics-feed.ts';
export type { Output, OutputRun, RunOutcome, SubmetricDefinition, ThresholdNote } from './metrics/output.ts';
export { packWindow } from './metrics/pack-window.ts';
export type { MetricRegistry, SampleMetadata, SampleRecorder, Series, TagSet } from './metrics/recording.ts';
export { createMetricRegistry } from './metrics/registry.ts';
export { RunMetrics, type RunMetricsOptions, type SourceId } from './metrics/run-metrics.ts';
export { bucketKey } from './metrics/sinks/buckets.ts';
export { addSink, createSink, mergeSinks, type Sink } from './metrics/sinks/sink.ts';
export { type SinkValues, sinkValues, trendStat } from './metrics/sinks/sink-values.ts';
export { ThreadRecorder, type ThreadRecorderOptions } from './metrics/thread-recorder.ts';
export type {
  CounterColumns,
  GaugeColumns,
  MetricDefinition,
  MetricWindow,
  RateColumns,
  ResolvedSamples,
  SampleBatch,
  SeriesDefinition,
  SeriesDefinitions,
  TrendColumns,
} from './metrics/window.ts';
export { type CombinedWindow, WindowCombiner } from './metrics/window-combiner.ts';
export { WindowSinks } from './metrics/window-sinks.ts';
export {
  addTallies,
  type MetricTally,
  type TallyDifference,
  tallyDifferences,
  tallyOfRun,
  WindowTally,
} from './metrics/window-tally.ts';
export {
  chooseScenarios,
  type ScenarioChoice,
  withoutOtherLoad,
} from './options/choose-scenarios.ts';
export { type ConfigLayers, type Consolidated, consolidate } from './options/consolidate.ts';
export { type Derived, type DerivedOptions, deriveScenarios } from './options/derive-scenarios.ts';
export {
  type ActiveFeatures,
  FEATURES,
  type Feature,
  featureTags,
  resolveFeatures,
} from './options/feature-flags.ts';
export { flagValueProblem } from './options/flag-value.ts';
export { K6_VERSION } from './options/k6-version.ts';
export { parseConfigFileLayer } from './options/layers/config-file-layer.ts';
export { type Environment, parseEnvLayer } from './options/layers/env-layer.ts';
export { type FlagValues, parseFlagLayer } from './options/layers/flag-layer.ts';
export { jsonSyntaxProblem } from './options/layers/json-syntax.ts';
export { parseScriptLayer, type ScriptLayer } from './options/layers/script-layer.ts';
export type { Notice } from './options/notice.ts';
export type { FlagSpec } from './options/option-spec.ts';
export { CONFIG_TABLE, type Config, OPTION_TABLE, type Options } from './options/option-table.ts';
export {
  type CompatibilityMode,
  parseRuntimeOptions,
  RUNTIME_OPTION_TABLE,
  type RuntimeOptions,
} from './options/runtime-options.ts';
export { effective, type RuntimeView, toRuntimeOptions } from './options/runtime-view.ts';
export {
  exportedOptions,
  type OptionsJSON,
  optionsToJSON,
  settledOptions,
  withRequirements,
} from './options/to-json.ts';
export { validateOptions } from './options/validate.ts';
export { type LocalIPs, localIPOfVU } from './options/values/addresses.ts';
export type { FlagKind } from './options/values/option-type.ts';
export { SYSTEM_TAGS, type SystemTagName } from './options/values/system-tags.ts';
export { trendStatProblem } from './options/values/trend-stats.ts';
export { chart } from './reports/html/html-chart.ts';
export { STYLE } from './reports/html/html-style.ts';
export { section } from './reports/html/html-table.ts';
export { type Content, html, Markup } from './reports/html/markup.ts';
export { renderJunit } from './reports/junit.ts';
export { renderMarkdown } from './reports/markdown.ts';
export type { ReportedRun } from './reports/reported-run.ts';
export {
  type RunningScenarios,
  runScenarios,
  type ScenarioOutcome,
  type ScenarioStates,
  type ScenariosRun,
  type StopSignal,
} from './scheduler/run-scenarios.ts';
export {
  mergeStates,
  type ScenarioStatus,
  type ScenarioView,
  viewScenarios,
} from './scheduler/scenario-view.ts';
export { type PlannedScenario, planTest, type TestPlan } from './scheduler/test-plan.ts';
export {
  chooseWorkerCount,
  divideAmongWorkers,
  idInInstance,
  type WorkerDivision,
  type WorkerPart,
} from './scheduler/worker-division.ts';
export { cutSegments, type SegmentGroup } from './segment/cut-segments.ts';
export { ExecutionShare, SINGLE_WORKER, type WorkerShare } from './segment/execution-share.ts';
export { apportion } from './segment/largest-remainder.ts';
export {
  formatSegment,
  formatSegmentSequence,
  parseSegment,
  parseSegmentSequence,
  type Segment,
  segmentFraction,
} from './segment/segment.ts';
export { createSegmentTuple, SegmentTuple, WHOLE_TUPLE } from './segment/segment-tuple.ts';
export { type GroupNode, groupTree } from './summary/group-tree.ts';
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
export { humanize, humanizeRate, humanizeTime } from './summary/humanize.ts';
export {
  buildMachineReadableSummary,
  type MachineReadableSettings,
  type MachineReadableSummary,
} from './summary/machine-readable-summary.ts';
export { byMetricName } from './summary/metric-order.ts';
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
export { judgedValue } from './summary/threshold-lines.ts';
export {
  type AppliedThresholds,
  prepareThresholds,
  type ThresholdPlan,
} from './thresholds/apply-thresholds.ts';
export {
  abortMessage,
  crossedMessage,
  type EvaluationMoment,
  evaluateThresholds,
  type MetricThresholdResults,
  type ThresholdEvaluation,
  type ThresholdResult,
} from './thresholds/evaluate-thresholds.ts';
export type { ThresholdConfig, ThresholdConfigs } from './thresholds/threshold-config.ts';
export { describeRun, thresholdNote } from './thresholds/threshold-note.ts';
export {
  type MetricThresholds,
  parseThresholds,
  validateThresholds,
} from './thresholds/validate-thresholds.ts';
export type { Clock, Timer } from './time/clock.ts';
export { formatDuration, formatFixedDuration } from './time/format-duration.ts';
export { parseDuration, parseGoDuration, parseJsonDuration } from './time/parse-duration.ts';
export { repeat } from './time/repeat.ts';
export type { AbortReason } from './verdict/abort-reason.ts';
export { describeFailure, type FinalError, finalError, type RunVerdict } from './verdict/final-error.ts';
export { GeneratorHealth, type GeneratorReport, type GeneratorTotals } from './verdict/generator-health.ts';
export { runOutcome } from './verdict/run-outcome.ts';
export { type Stage, type StageOutcome, stageError } from './verdict/stage-outcome.ts';
