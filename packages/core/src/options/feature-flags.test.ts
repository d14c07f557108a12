import { expect, test } from 'vitest';
import { featureTags, resolveFeatures } from './feature-flags.ts';

test('lets the strongest source that names features decide alone', () => {
  const configFile = { features: ['native-histograms'] };
  const env = { K6_FEATURES: ' freeze-env , merge-run-tags' };
  const flags = { features: ['native-histograms'] };
  expect(resolveFeatures({ configFile }).active).toEqual(['native-histograms']);
  expect(resolveFeatures({ configFile, env }).active).toEqual(['freeze-env', 'merge-run-tags']);
  expect(resolveFeatures({ configFile, env, flags }).active).toEqual(['native-histograms']);
});

test('knows the old variable for native histograms', () => {
  const env = { K6_PROMETHEUS_RW_TREND_AS_NATIVE_HISTOGRAM: 'true' };
  expect(resolveFeatures({ env }).active).toEqual(['native-histograms']);
});

test('reports unknown and experimental features', () => {
  expect(resolveFeatures({ flags: { features: ['nope', 'freeze-env'] } }).notices).toEqual([
    {
      level: 'error',
      message: 'Unknown feature flag',
      fields: { feature: 'nope', outcome: 'unknown', source: 'cli' },
    },
    {
      level: 'info',
      message: 'Experimental feature enabled',
      fields: { feature: 'freeze-env', lifecycle: 'experimental' },
    },
  ]);
});

test('marks samples with active features', () => {
  expect(featureTags(['freeze-env'])).toEqual({ k6_feature_freeze_env: 'true' });
});
