import { UserError } from '../errors/user-error.ts';
import type { Environment } from './layers/env-layer.ts';
import type { FlagValues } from './layers/flag-layer.ts';
import type { FlagSpec } from './option-spec.ts';
import { parseGoBool } from './values/go-numbers.ts';
import { problemOf } from './values/option-error.ts';
import type { FlagKind } from './values/option-type.ts';

const COMPATIBILITY_MODES = ['extended', 'base', 'experimental_enhanced'] as const;
const SUMMARY_MODES = ['compact', 'full', 'disabled'] as const;

export type CompatibilityMode = (typeof COMPATIBILITY_MODES)[number];
export type SummaryMode = (typeof SUMMARY_MODES)[number];

/** How a script is loaded and reported, as opposed to what it tests. Not in the script or the config file. */
export interface RuntimeOptions {
  readonly includeSystemEnvVars: boolean;
  /** What `-e` adds to `__ENV`. */
  readonly env: Readonly<Record<string, string>>;
  readonly compatibilityMode: CompatibilityMode;
  /** `js`, `archive`, another text that loading refuses, or '' for finding out by the content. */
  readonly testType: string;
  readonly noThresholds: boolean;
  readonly summaryMode: SummaryMode;
  /** File to write, or ''. */
  readonly summaryExport: string;
  readonly newMachineReadableSummary: boolean;
  readonly tracesOutput: string;
}

interface RuntimeOptionSpec {
  readonly flag: FlagSpec;
  readonly kind: FlagKind;
  readonly env?: string;
  readonly help: string;
}

export const RUNTIME_OPTION_TABLE = {
  includeSystemEnvVars: {
    flag: { name: 'include-system-env-vars' },
    kind: 'bool',
    env: 'K6_INCLUDE_SYSTEM_ENV_VARS',
    help: 'pass the variables of this process on to the script',
  },
  env: {
    flag: { name: 'env', short: 'e', valueName: 'NAME=value' },
    kind: 'repeated',
    help: 'add a variable to __ENV',
  },
  compatibilityMode: {
    flag: { name: 'compatibility-mode' },
    kind: 'string',
    env: 'K6_COMPATIBILITY_MODE',
    help: 'extended, base or experimental_enhanced; all are run alike',
  },
  testType: {
    flag: { name: 'type', short: 't' },
    kind: 'string',
    env: 'K6_TYPE',
    help: 'what the file is, js or archive; found out if not given',
  },
  noThresholds: {
    flag: { name: 'no-thresholds' },
    kind: 'bool',
    env: 'K6_NO_THRESHOLDS',
    help: 'do not evaluate thresholds',
  },
  summaryMode: {
    flag: { name: 'summary-mode' },
    kind: 'string',
    env: 'K6_SUMMARY_MODE',
    help: 'end-of-test summary: compact, full or disabled',
  },
  summaryExport: {
    flag: { name: 'summary-export', valueName: 'file' },
    kind: 'string',
    env: 'K6_SUMMARY_EXPORT',
    help: 'write the summary to a file as JSON',
  },
  newMachineReadableSummary: {
    flag: { name: 'new-machine-readable-summary' },
    kind: 'bool',
    env: 'K6_NEW_MACHINE_READABLE_SUMMARY',
    help: 'new form of the data for handleSummary() and --summary-export',
  },
  tracesOutput: {
    flag: { name: 'traces-output' },
    kind: 'string',
    env: 'K6_TRACES_OUTPUT',
    help: 'send traces there: none or otel[=config]',
  },
} as const satisfies Record<keyof RuntimeOptions, RuntimeOptionSpec>;

export interface RuntimeDefaults {
  /** True for `run`, false for commands that only read the script. */
  readonly includeSystemEnvVars: boolean;
}

/** Reads the runtime options; a given flag wins over its variable. */
export function parseRuntimeOptions(
  flags: FlagValues,
  env: Environment,
  defaults: RuntimeDefaults,
): RuntimeOptions {
  const bool = (key: keyof RuntimeOptions, fallback: boolean) =>
    readBool(RUNTIME_OPTION_TABLE[key], flags, env) ?? fallback;
  const text = (key: keyof RuntimeOptions) => readText(RUNTIME_OPTION_TABLE[key], flags, env);
  return {
    includeSystemEnvVars: bool('includeSystemEnvVars', defaults.includeSystemEnvVars),
    env: parseScriptEnv(flags.env ?? []),
    compatibilityMode: compatibilityMode(text('compatibilityMode')),
    testType: text('testType'),
    noThresholds: bool('noThresholds', false),
    summaryMode: summaryMode(text('summaryMode')),
    summaryExport: text('summaryExport'),
    newMachineReadableSummary: bool('newMachineReadableSummary', false),
    tracesOutput: text('tracesOutput') || 'none',
  };
}

function readText({ flag, env: variable }: RuntimeOptionSpec, flags: FlagValues, env: Environment): string {
  return flags[flag.name]?.at(-1) ?? (variable === undefined ? '' : (env[variable] ?? ''));
}

function readBool(spec: RuntimeOptionSpec, flags: FlagValues, env: Environment): boolean | undefined {
  const given = flags[spec.flag.name]?.at(-1);
  if (given !== undefined) return parseGoBool(given);
  const text = spec.env === undefined ? '' : (env[spec.env] ?? '');
  if (text === '') return undefined;
  try {
    return parseGoBool(text);
  } catch (error) {
    throw invalid(`env var '${spec.env}' is not a valid boolean value: ${problemOf(error)}`);
  }
}

const NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

function parseScriptEnv(assignments: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    assignments.map((assignment) => {
      const equals = assignment.indexOf('=');
      const name = equals === -1 ? assignment : assignment.slice(0, equals);
      if (!NAME.test(name)) throw invalid(`invalid environment variable name '${name}'`);
      return [name, equals === -1 ? '' : assignment.slice(equals + 1)];
    }),
  );
}

function compatibilityMode(text: string): CompatibilityMode {
  const mode = COMPATIBILITY_MODES.find((known) => known === (text || 'extended'));
  if (mode !== undefined) return mode;
  const known = COMPATIBILITY_MODES.map((word) => `"${word}"`).join(', ');
  throw invalid(`invalid compatibility mode "${text}". Use: ${known}`);
}

function summaryMode(text: string): SummaryMode {
  const mode = SUMMARY_MODES.find((known) => known === (text || 'compact'));
  if (mode === undefined) throw invalid('invalid summary mode');
  return mode;
}

function invalid(message: string): UserError {
  return new UserError('INVALID_RUNTIME_OPTION', message);
}
