import { UserError } from '../errors/user-error.ts';
import { parseScenario, type ScenarioConfig } from '../executors/executors.ts';
import { parseMetricSelector } from '../metrics/metric-selector.ts';
import type { ConfigLayers, Consolidated } from './consolidate.ts';
import type { Notice } from './notice.ts';
import { type Config, OPTION_TABLE } from './option-table.ts';
import type { Scenarios } from './values/scenarios.ts';

/** Which part of a test somebody wants to run (`--scenario`, `--once`). */
export interface ScenarioChoice {
  /** Undefined for all. */
  readonly names: readonly string[] | undefined;
  /** Each of them with one VU and one iteration. */
  readonly once: boolean;
}

type Shortcut = 'vus' | 'duration' | 'iterations' | 'stages';

const SHORTCUTS: readonly Shortcut[] = ['vus', 'duration', 'iterations', 'stages'];

export const isChosen = ({ names, once }: ScenarioChoice): boolean => names !== undefined || once;

/**
 * The layers without what would put another load in the place of the chosen one: refused where somebody has typed
 * both, ignored with a warning where it comes from the environment.
 * @throws UserError
 */
export function withoutOtherLoad(
  layers: ConfigLayers,
  choice: ScenarioChoice,
): { readonly layers: ConfigLayers; readonly notices: readonly Notice[] } {
  if (!isChosen(choice)) return { layers, notices: [] };
  const flag = flagOf(choice);
  for (const shortcut of SHORTCUTS) {
    if (layers.flags?.[shortcut] === undefined) continue;
    throw invalid(`${flag} cannot be combined with --${OPTION_TABLE[shortcut].flag.name}`);
  }
  const { env = {} } = layers;
  const notices = SHORTCUTS.filter((shortcut) => env[shortcut] !== undefined).map(
    (shortcut): Notice => ({
      level: 'warning',
      message: `${OPTION_TABLE[shortcut].env} is ignored, since ${flag} says what to run`,
    }),
  );
  return { layers: { ...layers, env: withoutShortcuts(env) }, notices };
}

/** Leaves the chosen scenarios, and the thresholds that can still be about something. @throws UserError */
export function chooseScenarios({ config, notices }: Consolidated, choice: ScenarioChoice): Consolidated {
  if (!isChosen(choice)) return { config, notices };
  const all = config.scenarios ?? {};
  const selected = choice.names === undefined ? all : select(all, choice.names);
  if (choice.names === undefined) refuseSeveral(selected);
  const scenarios = choice.once ? onceEach(selected) : selected;
  const left = withoutThresholdsOf(excluded(all, selected), config.thresholds ?? {});
  return {
    config: {
      ...withoutShortcuts(config),
      scenarios,
      ...(config.thresholds === undefined ? {} : { thresholds: left.thresholds }),
    },
    notices: [...notices, ...left.notices],
  };
}

function select(all: Scenarios, names: readonly string[]): Scenarios {
  for (const name of names) {
    if (Object.hasOwn(all, name)) continue;
    const available = Object.keys(all).sort().join(', ');
    const which =
      available === '' ? 'the script does not have any named scenario' : `available scenarios: ${available}`;
    throw invalid(`scenario "${name}" not found; ${which}`);
  }
  return Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)));
}

/** Whoever wants a script to run once may not know that it would be several times. */
function refuseSeveral(scenarios: Scenarios): void {
  const names = Object.keys(scenarios).sort();
  if (names.length <= 1) return;
  throw invalid('--once can run a single scenario only', `choose with --scenario among ${names.join(', ')}`);
}

function onceEach(scenarios: Scenarios): Scenarios {
  const entries = Object.entries(scenarios);
  if (entries.length === 0) return { default: once('default', undefined) };
  return Object.fromEntries(entries.map(([name, config]) => [name, once(name, config)]));
}

/** Its function, variables, tags and browser stay; how much load there is, when and for how long, does not. */
function once(name: string, config: ScenarioConfig | undefined): ScenarioConfig {
  const { exec, env, tags, options } = config?.json ?? {};
  return parseScenario(name, {
    executor: 'shared-iterations',
    vus: 1,
    iterations: 1,
    exec,
    env,
    tags,
    ...(options === undefined ? {} : { options }),
  });
}

function excluded(all: Scenarios, selected: Scenarios): ReadonlySet<string> {
  return new Set(Object.keys(all).filter((name) => !Object.hasOwn(selected, name)));
}

type Thresholds = NonNullable<Config['thresholds']>;

function withoutThresholdsOf(
  names: ReadonlySet<string>,
  thresholds: Thresholds,
): { readonly thresholds: Thresholds; readonly notices: readonly Notice[] } {
  const isAboutNothing = (metric: string) => names.has(scenarioTagOf(metric) ?? '');
  const entries = Object.entries(thresholds);
  return {
    thresholds: Object.fromEntries(entries.filter(([metric]) => !isAboutNothing(metric))),
    notices: entries
      .filter(([metric]) => isAboutNothing(metric))
      .map(([metric]) => ({
        level: 'warning',
        message: `The thresholds of '${metric}' are left out, since that scenario does not run`,
      })),
  };
}

function scenarioTagOf(metric: string): string | undefined {
  try {
    return parseMetricSelector(metric).tags.scenario;
  } catch {
    return undefined; // Refused with the other thresholds, in k6's words.
  }
}

function withoutShortcuts(config: Config): Config {
  const { vus: _v, duration: _d, iterations: _i, stages: _s, ...rest } = config;
  return rest;
}

const flagOf = ({ names }: ScenarioChoice): string => (names === undefined ? '--once' : '--scenario');

const invalid = (message: string, hint?: string): UserError =>
  new UserError('INVALID_OPTION', message, hint === undefined ? {} : { hint });
