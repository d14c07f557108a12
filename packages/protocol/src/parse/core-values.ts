import {
  type DeclaredMetric,
  ERROR_CODES,
  type ErrorCode,
  type HandleSummaryOutcome,
  type LogFields,
  type LogLevel,
  type LogRecord,
  type ScenarioState,
  type ScenarioStates,
  type SummaryEntry,
  type WireError,
} from '@squall/core';
import { ProtocolError } from '../protocol-error.ts';
import { count, list, number, object, oneOf, optional, type Parse, record, text, variants } from './parse.ts';

const CODES = Object.keys(ERROR_CODES) as ErrorCode[];

interface WireErrorFields {
  readonly code: ErrorCode | undefined;
  readonly message: string;
  readonly hint: string | undefined;
  readonly fields: Readonly<Record<string, string>> | undefined;
  readonly stack: string | undefined;
}

const wireErrorFields = object<WireErrorFields>({
  code: optional(oneOf(...CODES)),
  message: text,
  hint: optional(text),
  fields: optional(record(text)),
  stack: optional(text),
});

export const wireError: Parse<WireError> = (value, path) => {
  const { code, message, hint, fields, stack } = wireErrorFields(value, path);
  return {
    message,
    ...(code === undefined ? {} : { code }),
    ...(hint === undefined ? {} : { hint }),
    ...(fields === undefined ? {} : { fields }),
    ...(stack === undefined ? {} : { stack }),
  };
};

const logField: Parse<LogFields[string]> = (value, path) => {
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  return number(value, path);
};

export const logRecord: Parse<LogRecord> = object<LogRecord>({
  level: oneOf<LogLevel>('debug', 'info', 'warning', 'error'),
  message: text,
  fields: record(logField),
  timeMs: number,
});

const scenarioState = object<ScenarioState>({
  phase: oneOf('waiting', 'running', 'stopping', 'ended', 'aborted'),
  elapsedMs: number,
  activeVUs: count,
  heldVUs: count,
  iterationsDone: count,
  iterationsPerSecond: number,
});

export const scenarioStates: Parse<ScenarioStates> = list(
  object<ScenarioStates[number]>({ scenario: text, state: scenarioState }),
);

export const declaredMetric: Parse<DeclaredMetric> = object<DeclaredMetric>({
  name: text,
  type: oneOf('counter', 'gauge', 'rate', 'trend'),
  contains: oneOf('default', 'time', 'data'),
});

/** Bytes travel as `{ "base64": … }`. */
const content: Parse<string | Uint8Array> = (value, path) => {
  if (typeof value === 'string') return value;
  const { base64 } = object<{ readonly base64: string }>({ base64: text })(value, path);
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.toString('base64') !== base64) throw new ProtocolError(`${path} is not base64`);
  return new Uint8Array(bytes);
};

type Returned = Extract<HandleSummaryOutcome, { kind: 'returned' }>['result'];

const returned = variants<'kind', Returned>('kind', {
  default: object({ kind: oneOf('default') }),
  invalid: object({ kind: oneOf('invalid'), problem: text }),
  entries: object({ kind: oneOf('entries'), entries: list(object<SummaryEntry>({ target: text, content })) }),
});

export const summaryOutcome: Parse<HandleSummaryOutcome> = variants<'kind', HandleSummaryOutcome>('kind', {
  absent: object({ kind: oneOf('absent') }),
  'not-a-function': object({ kind: oneOf('not-a-function') }),
  threw: object({ kind: oneOf('threw') }),
  'timed-out': object({ kind: oneOf('timed-out'), timeoutMs: number }),
  returned: object({ kind: oneOf('returned'), result: returned }),
});

/** For `JSON.stringify`: what `content` reads. */
export function bytesAsBase64(_key: string, value: unknown): unknown {
  return value instanceof Uint8Array ? { base64: Buffer.from(value).toString('base64') } : value;
}
