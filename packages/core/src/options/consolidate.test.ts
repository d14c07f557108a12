import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ConfigLayers, consolidate } from './consolidate.ts';
import { parseFlagLayer } from './layers/flag-layer.ts';
import { parseScriptLayer } from './layers/script-layer.ts';
import type { Config } from './option-table.ts';

const script = (options: unknown): Config => parseScriptLayer(options).options;
const scenarios = { a: { executor: 'constant-vus', duration: '5s' } };

function configOf(layers: ConfigLayers): Config {
  const { systemTags: _tags, summaryTrendStats: _stats, ...config } = consolidate(layers).config;
  return config;
}

test('lets flags win over variables, variables over the script, the script over the configuration file', () => {
  const layers = { configFile: { rps: 1, vus: 1 }, script: { rps: 2, batch: 2 }, env: { rps: 3 }, flags: {} };
  expect(configOf(layers)).toEqual({ rps: 3, vus: 1, batch: 2 });
  expect(configOf({ ...layers, flags: { rps: 4 } })).toEqual({ rps: 4, vus: 1, batch: 2 });
});

test('drops the whole workload below a layer that sets part of one, but keeps the VUs', () => {
  expect(
    configOf({ script: script({ vus: 5, stages: [{ duration: '1s', target: 1 }] }), env: { iterations: 3 } }),
  ).toEqual({ vus: 5, iterations: 3 });
  expect(configOf({ script: { duration: 1000, iterations: 9 }, flags: { duration: 5000 } })).toEqual({
    duration: 5000,
  });
});

test('warns when a layer replaces scenarios', () => {
  const layers = { script: script({ scenarios }) };
  expect(consolidate({ ...layers, flags: { duration: 1000 } }).notices).toEqual([
    { level: 'warning', message: '"cli" level configuration overrode scenarios configuration entirely' },
  ]);
  expect(consolidate({ ...layers, env: { iterations: 1 } }).notices).toEqual([
    { level: 'warning', message: '"env" level configuration overrode scenarios configuration entirely' },
  ]);
  expect(consolidate({ ...layers, flags: { vus: 3 } }).notices).toEqual([]);
  const configFile = script({ scenarios });
  expect(consolidate({ configFile, script: { duration: 1 } }).notices[0]?.message).toContain('"script"');
});

test('drops stages without a duration', () => {
  const layer = script({ stages: [{ target: 1 }, { duration: '1s', target: 2 }] });
  expect(configOf({ script: layer }).stages).toEqual([{ durationMs: 1000, target: 2 }]);
  expect(configOf({ script: layer, flags: parseFlagLayer({ stage: [] }) }).stages).toEqual([]);
});

test('merges the fields of dns and replaces maps as a whole', () => {
  expect(
    configOf({
      script: script({ dns: { ttl: '1m', select: 'first' }, tags: { a: '1', b: '2' } }),
      flags: parseFlagLayer({ dns: ['ttl=0'], tag: ['a=3'] }),
    }),
  ).toEqual({ dns: { ttl: '0', select: 'first' }, tags: { a: '3' } });
  expect(configOf({ script: { tags: { a: '1' } }, env: { tags: {} } }).tags).toEqual({ a: '1' });
});

test('merges tags key by key when that feature is on', () => {
  const layers = { script: { tags: { a: '1', b: '2' } }, flags: { tags: { a: '3' } } };
  expect(consolidate(layers, { mergeRunTags: true }).config.tags).toEqual({ a: '3', b: '2' });
});

test('keeps outputs of a lower layer when a higher one has none', () => {
  expect(configOf({ env: { out: ['json'] }, flags: { out: [] } }).out).toEqual(['json']);
});

test('fills in system tags and statistics of trends', () => {
  const { config } = consolidate({});
  expect(config.summaryTrendStats).toEqual(['avg', 'min', 'med', 'max', 'p(90)', 'p(95)']);
  expect(config.systemTags).toEqual([
    'check',
    'error',
    'error_code',
    'expected_response',
    'group',
    'method',
    'name',
    'proto',
    'scenario',
    'service',
    'status',
    'subproto',
    'tls_version',
    'url',
  ]);
  expect(consolidate({ flags: { systemTags: [] } }).config.systemTags).toEqual([]);
});

test('warns about domains of client certificates', () => {
  const tlsAuth = [{ cert: 'c', key: 'k', domains: ['a.test'] }];
  expect(consolidate({ script: { tlsAuth } }).notices[0]?.message).toMatch(
    /^tlsAuth\.domains option could be removed in the next releases, /,
  );
});

test.each([
  ['coun', "invalid trend stat 'coun', unknown format"],
  ['p(101)', "invalid percentile trend stat value 'p(101)', provide a number between 0 and 100"],
  ['p(x)', "invalid percentile trend stat value 'p(x)', provide a number between 0 and 100"],
])('refuses the statistic %s with exit code 255', (stat, message) => {
  const settings = { script: { summaryTrendStats: ['avg', stat] } };
  expect(() => consolidate(settings)).toThrow(expect.objectContaining({ message, exitCode: 255 }));
});

test('a value of the highest layer that has one always wins', () => {
  const layer = fc.record({ rps: fc.integer(), batch: fc.integer() }, { requiredKeys: [] });
  fc.assert(
    fc.property(layer, layer, layer, layer, (configFile, scriptLayer, env, flags) => {
      const config = configOf({ configFile, script: scriptLayer, env, flags });
      const highest = [flags, env, scriptLayer, configFile].find(({ rps }) => rps !== undefined);
      expect(config.rps).toBe(highest?.rps);
    }),
  );
});
