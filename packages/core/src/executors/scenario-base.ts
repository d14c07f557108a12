import { formatDuration } from '../time/format-duration.ts';
import type { ExecutorType } from './executor.ts';
import {
  durationField,
  type FieldTable,
  type FieldValues,
  fieldsToJSON,
  type JsonObject,
  opaqueField,
  parseFields,
  stringField,
  stringMapField,
} from './scenario-fields.ts';

/** What every scenario has, with defaults filled in. */
export interface ScenarioBase {
  readonly executor: ExecutorType;
  readonly startTimeMs: number;
  readonly gracefulStopMs: number;
  readonly env: Readonly<Record<string, string>>;
  /** Name of the exported function. */
  readonly exec: string;
  readonly tags: Readonly<Record<string, string>>;
  /** `options.browser`: for the browser module. */
  readonly browser: unknown;
  /** What was set, in k6's JSON form and field order; null where unset. */
  readonly json: JsonObject;
}

const DEFAULT_GRACEFUL_STOP_MS = 30_000;

const BASE_FIELDS = {
  executor: stringField,
  startTime: durationField,
  gracefulStop: durationField,
  env: stringMapField,
  exec: stringField,
  tags: stringMapField,
  options: opaqueField,
};

/** Reads a scenario that has the given fields besides the common ones. */
export function parseScenarioFields<F extends FieldTable>(
  json: JsonObject,
  struct: string,
  ownFields: F,
): { base: Omit<ScenarioBase, 'executor'>; own: FieldValues<F> } {
  const table = { ...BASE_FIELDS, ...ownFields };
  const values = parseFields(json, struct, table) as FieldValues<typeof BASE_FIELDS> & FieldValues<F>;
  const dump = fieldsToJSON(values as never, table);
  if (dump.options === null) delete dump.options;
  const base = {
    startTimeMs: values.startTime ?? 0,
    gracefulStopMs: values.gracefulStop ?? DEFAULT_GRACEFUL_STOP_MS,
    env: values.env ?? {},
    exec: values.exec ?? 'default',
    tags: values.tags ?? {},
    browser: (values.options as { browser?: unknown } | undefined)?.browser,
    json: dump,
  };
  return { base, own: values };
}

export function validateName(name: string): string[] {
  if (name === '') return ["scenario name can't be empty"];
  if (/^[0-9a-zA-Z_-]+$/.test(name)) return [];
  return ['the scenario name should contain only numbers, latin letters, underscores, and dashes'];
}

export function validateBase(base: ScenarioBase): string[] {
  return problems(
    [base.exec === '', 'exec value cannot be empty'],
    [base.startTimeMs < 0, "the startTime can't be negative"],
    [base.gracefulStopMs < 0, "the gracefulStop timeout can't be negative"],
  );
}

/** The texts whose condition holds. */
export function problems(...checks: readonly (readonly [holds: boolean, text: string])[]): string[] {
  return checks.filter(([holds]) => holds).map(([, text]) => text);
}

const MIN_DURATION_MS = 1_000;

/** A required `duration` of at least a second. */
export function validateDuration(config: ScenarioBase & { readonly durationMs: number }): string[] {
  if (config.json.duration === null) return ['the duration is unspecified'];
  return tooShort('duration', config.durationMs);
}

export function tooShort(name: string, ms: number): string[] {
  if (ms >= MIN_DURATION_MS) return [];
  return [`the ${name} must be at least ${formatDuration(MIN_DURATION_MS)}, but is ${formatDuration(ms)}`];
}

/** `(maxDuration: 10m0s, exec: b, gracefulStop: 30s)` after a scenario's description, or nothing. */
export function describeBase(base: ScenarioBase, ...facts: readonly string[]): string {
  const all = [
    ...facts,
    ...problems(
      [base.json.exec !== null, `exec: ${base.exec}`],
      [base.startTimeMs > 0, `startTime: ${formatDuration(base.startTimeMs)}`],
      [base.gracefulStopMs > 0, `gracefulStop: ${formatDuration(base.gracefulStopMs)}`],
    ),
  ];
  return all.length === 0 ? '' : ` (${all.join(', ')})`;
}
