import { formatDuration } from '../time/format-duration.ts';
import type { OptionSpec } from './option-spec.ts';
import { OPTION_TABLE, type OptionKey, type Options } from './option-table.ts';

/** Options by key in k6's order, every value in its normal form, null for what is unset. */
export type OptionsJSON = Readonly<Record<string, unknown>>;

const SHORTCUTS: readonly string[] = ['vus', 'duration', 'iterations', 'stages'];
const UNSET_DNS = OPTION_TABLE.dns.type.toJSON({});

/** What `k6 inspect` prints and archives store. */
export function optionsToJSON(options: Options): OptionsJSON {
  return { ...listOptions(options, (_, spec) => spec.inJSON !== false), features: null };
}

/** What scripts see as `exec.test.options`: scenarios instead of the shortcuts. */
export function exportedOptions(options: Options): OptionsJSON {
  return { ...listOptions(options, (key) => !SHORTCUTS.includes(key)), features: null };
}

/** What is set on the script's own `options` object in every VU: only what has a value. */
export function settledOptions(options: Options): OptionsJSON {
  const json = listOptions(options, (_, spec) => spec.inJSON !== false);
  const isSet = ([key]: [string, unknown]) => options[key as OptionKey] !== undefined;
  return Object.fromEntries(Object.entries(json).filter(isSet));
}

/** Adds what `k6 inspect --execution-requirements` tells of the plan. */
export function withRequirements(
  json: OptionsJSON,
  requirements: { readonly totalDurationMs: number; readonly maxVUs: number },
): OptionsJSON {
  const { totalDurationMs, maxVUs } = requirements;
  // As where it is set, no duration means that there is no limit.
  const totalDuration = formatDuration(Number.isFinite(totalDurationMs) ? totalDurationMs : 0);
  return { ...json, totalDuration, maxVUs };
}

function listOptions(
  options: Options,
  include: (key: string, spec: OptionSpec<unknown>) => boolean,
): OptionsJSON {
  const entries: [string, unknown][] = [];
  for (const [key, spec] of Object.entries(OPTION_TABLE) as [OptionKey, OptionSpec<unknown>][]) {
    const value = options[key];
    // k6 leaves these out when they are unset, and never shows others as absent.
    if (!include(key, spec) || (key === 'cloud' && value === undefined)) continue;
    entries.push([key, value === undefined ? unsetJSON(key) : spec.type.toJSON(value)]);
  }
  return Object.fromEntries(entries);
}

function unsetJSON(key: OptionKey): unknown {
  return key === 'dns' ? UNSET_DNS : null;
}
