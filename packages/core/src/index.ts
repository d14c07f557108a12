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
export type { Metric, MetricType, ValueType } from './metrics/metric.ts';
export type { Clock, Timer } from './time/clock.ts';
export type { MetricRegistry, SampleMetadata, SampleRecorder, Series, TagSet } from './metrics/recording.ts';
