import { UserError } from '../errors/user-error.ts';
import type { Notice } from './notice.ts';
import { CONFIG_TABLE, type Config, OPTION_TABLE } from './option-table.ts';
import { DEFAULT_SYSTEM_TAGS } from './values/system-tags.ts';
import { DEFAULT_TREND_STATS, trendStatProblem } from './values/trend-stats.ts';

/** Settings by source, from the weakest to the strongest; archives take the place of the script. */
export interface ConfigLayers {
  readonly configFile?: Config;
  readonly script?: Config;
  readonly env?: Config;
  readonly flags?: Config;
}

export interface ConsolidateSettings {
  /** Feature `merge-run-tags`: tags of all layers are merged instead of replaced. */
  readonly mergeRunTags?: boolean;
}

export interface Consolidated {
  readonly config: Config;
  readonly notices: readonly Notice[];
}

const KEYS = [...Object.keys(OPTION_TABLE), ...Object.keys(CONFIG_TABLE)] as readonly (keyof Config)[];

/** Lays the sources over each other and fills in the defaults that count as set. */
export function consolidate(layers: ConfigLayers, settings: ConsolidateSettings = {}): Consolidated {
  const notices: Notice[] = [];
  let config: Config = layers.configFile === undefined ? {} : applyLayer({}, layers.configFile, settings);
  const named = { script: layers.script, env: layers.env, cli: layers.flags };
  for (const [name, layer] of Object.entries(named)) {
    if (layer === undefined) continue;
    if (config.scenarios !== undefined && setsWorkload(layer)) notices.push(scenariosReplacedBy(name));
    config = applyLayer(config, layer, settings);
  }
  if (config.tlsAuth?.some(({ domains = [] }) => domains.length > 0)) notices.push(TLS_AUTH_DOMAINS);
  return { config: withLateDefaults(config), notices };
}

function applyLayer(below: Config, layer: Config, settings: ConsolidateSettings): Config {
  const result: Record<string, unknown> = setsWorkload(layer) ? withoutWorkload(below) : { ...below };
  for (const key of KEYS) {
    if (layer[key] !== undefined) result[key] = layer[key];
  }
  if (layer.stages !== undefined)
    result.stages = layer.stages.filter((stage) => stage.durationMs !== undefined);
  if (layer.dns !== undefined) result.dns = { ...below.dns, ...layer.dns };
  if (layer.out?.length === 0) result.out = below.out;
  if (layer.tags !== undefined) result.tags = mergedTags(below.tags, layer.tags, settings);
  return withoutUnset(result);
}

type Tags = NonNullable<Config['tags']>;

function mergedTags(below: Tags | undefined, layer: Tags, settings: ConsolidateSettings): Tags | undefined {
  if (settings.mergeRunTags) return { ...below, ...layer };
  return Object.keys(layer).length === 0 ? below : layer;
}

/** What kind of load to make is decided by one layer as a whole. `vus` is not part of that decision. */
function setsWorkload(layer: Config): boolean {
  const { duration, iterations, stages, scenarios } = layer;
  return [duration, iterations, stages, scenarios].some((value) => value !== undefined);
}

function withoutWorkload(config: Config): Config {
  const { duration: _d, iterations: _i, stages: _st, scenarios: _sc, ...rest } = config;
  return rest;
}

function withoutUnset(config: Readonly<Record<string, unknown>>): Config {
  return Object.fromEntries(Object.entries(config).filter(([, value]) => value !== undefined));
}

const TLS_AUTH_DOMAINS: Notice = {
  level: 'warning',
  message:
    'tlsAuth.domains option could be removed in the next releases, ' +
    'leave it out to have certificates chosen by the names they are for',
};

function scenariosReplacedBy(layer: string): Notice {
  return {
    level: 'warning',
    message: `"${layer}" level configuration overrode scenarios configuration entirely`,
  };
}

function withLateDefaults(config: Config): Config {
  const complete = {
    ...config,
    systemTags: config.systemTags ?? DEFAULT_SYSTEM_TAGS,
    summaryTrendStats: config.summaryTrendStats ?? DEFAULT_TREND_STATS,
  };
  for (const stat of complete.summaryTrendStats) {
    const problem = trendStatProblem(stat);
    if (problem !== undefined) throw new UserError('INVALID_RUNTIME_OPTION', problem);
  }
  return complete;
}
