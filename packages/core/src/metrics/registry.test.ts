import { expect, test } from 'vitest';
import { BUILTIN_METRICS, createBuiltinMetrics } from './builtin-metrics.ts';
import { createMetricRegistry } from './registry.ts';

test('returns the same metric for the same name and numbers metrics from 0', () => {
  const registry = createMetricRegistry();
  const first = registry.getOrCreate('one', 'counter');
  const second = registry.getOrCreate('two', 'trend', 'time');
  expect(registry.getOrCreate('one', 'counter', 'default')).toBe(first);
  expect(registry.get('two')).toEqual({ name: 'two', type: 'trend', contains: 'time', id: 1 });
  expect(registry.get('three')).toBeUndefined();
  expect(registry.all()).toEqual([first, second]);
});

test('refuses to redefine a metric, in words k6 uses', () => {
  const registry = createMetricRegistry();
  registry.getOrCreate('xx', 'counter');
  expect(() => registry.getOrCreate('xx', 'gauge')).toThrow(
    "metric 'xx' already exists but with type counter, instead of gauge",
  );
  expect(() => registry.getOrCreate('xx', 'counter', 'time')).toThrow(
    "metric 'xx' already exists but with a value type default, instead of time",
  );
});

test.each(['', 'c', '1digit', 'has space', 'dash-ed', 'a.b', 'ünï', 'tail\n', 'x'.repeat(130)])(
  'refuses the name %j',
  (name) => {
    expect(() => createMetricRegistry().getOrCreate(name, 'rate')).toThrow(
      `Invalid metric name: '${name}'. Metric names must only include up to 128 ASCII letters, numbers, or underscores and start with a letter or an underscore.`,
    );
  },
);

test.each(['ok', '_under', 'A9', 'x'.repeat(129)])('accepts the name %s', (name) => {
  expect(createMetricRegistry().getOrCreate(name, 'rate').name).toBe(name);
});

test('knows the built-in metrics with their types and contents', () => {
  const registry = createMetricRegistry();
  const builtin = createBuiltinMetrics(registry);
  expect(Object.keys(builtin)).toEqual(Object.keys(BUILTIN_METRICS));
  expect(builtin.data_sent).toMatchObject({ name: 'data_sent', type: 'counter', contains: 'data' });
  expect(builtin.http_req_duration).toMatchObject({ type: 'trend', contains: 'time' });
  expect(builtin.http_req_failed).toMatchObject({ type: 'rate', contains: 'default' });
  expect(builtin.vus).toBe(registry.get('vus'));
});
