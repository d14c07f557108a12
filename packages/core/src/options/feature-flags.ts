import type { Environment } from './layers/env-layer.ts';
import type { Notice } from './notice.ts';
import type { Config } from './option-table.ts';

export const FEATURES = {
  'freeze-env': { lifecycle: 'experimental', description: '__ENV cannot be changed by the script' },
  'merge-run-tags': {
    lifecycle: 'experimental',
    description: 'Tags of the config file, script, environment and flags are merged instead of replaced',
  },
  'native-histograms': {
    lifecycle: 'experimental',
    description: 'Prometheus remote write sends trends as native histograms',
  },
} as const;

export type Feature = keyof typeof FEATURES;

export interface ActiveFeatures {
  readonly active: readonly Feature[];
  readonly notices: readonly Notice[];
}

/** The sources that can name features; the strongest that does decides alone. */
export interface FeatureSources {
  readonly flags?: Config | undefined;
  /** The process environment, with `-e` values on top. */
  readonly env?: Environment | undefined;
  readonly configFile?: Config | undefined;
}

export function resolveFeatures(sources: FeatureSources): ActiveFeatures {
  const { source, names } = strongestSource(sources);
  const known = names.filter(isFeature);
  const unknown = names.filter((name) => !isFeature(name));
  const active = (Object.keys(FEATURES) as Feature[]).filter((feature) => known.includes(feature));
  return {
    active,
    notices: [
      ...unknown.map(
        (feature): Notice => ({
          level: 'error',
          message: 'Unknown feature flag',
          fields: { feature, outcome: 'unknown', source },
        }),
      ),
      ...active.map(
        (feature): Notice => ({
          level: 'info',
          message: 'Experimental feature enabled',
          fields: { feature, lifecycle: FEATURES[feature].lifecycle },
        }),
      ),
    ],
  };
}

/** Every active feature marks all samples of the run. */
export function featureTags(active: readonly Feature[]): Readonly<Record<string, string>> {
  return Object.fromEntries(active.map((feature) => [`k6_feature_${feature.replaceAll('-', '_')}`, 'true']));
}

function isFeature(name: string): name is Feature {
  return Object.hasOwn(FEATURES, name);
}

function strongestSource({ flags, env, configFile }: FeatureSources): { source: string; names: string[] } {
  if (flags?.features !== undefined) return { source: 'cli', names: split(flags.features) };
  if (env?.K6_FEATURES) return { source: 'env', names: split([env.K6_FEATURES]) };
  if (env?.K6_PROMETHEUS_RW_TREND_AS_NATIVE_HISTOGRAM === 'true') {
    return { source: 'env', names: ['native-histograms'] };
  }
  return { source: 'config', names: split(configFile?.features ?? []) };
}

function split(lists: readonly string[]): string[] {
  return lists
    .flatMap((list) => list.split(','))
    .map((name) => name.trim())
    .filter((name) => name !== '');
}
