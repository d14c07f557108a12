import { expect, test } from 'vitest';
import { memorySources } from '../program/program.fixture.ts';
import { SharedArrayStore } from './data/shared-array-store.ts';
import { ModuleRegistry } from './registry.ts';

const registry = () =>
  new ModuleRegistry({
    sharedArrays: new SharedArrayStore([]),
    sources: memorySources({}),
    secretSources: [],
    onSecretRead: () => {},
  });

test('small modules are there from the start', () => {
  expect(registry().get('k6/metrics').specifier).toBe('k6/metrics');
});

test('a large module is there once it was loaded', async () => {
  const modules = registry();
  expect(() => modules.get('k6/crypto')).toThrow("write require('k6/crypto')");
  await modules.load(['k6/crypto', './lib.js', 'k6/nope']);
  expect(modules.get('k6/crypto').specifier).toBe('k6/crypto');
  expect(modules.has('k6/html')).toBe(false);
});

test('a module with sockets brings the one whose transport it uses', async () => {
  const modules = registry();
  await modules.load(['k6/ws']);
  expect(modules.get('k6/ws').specifier).toBe('k6/ws');
  expect(modules.has('k6/http')).toBe(true);
});

test('all modules are loaded when nobody knows which ones are needed', async () => {
  const modules = registry();
  await modules.load(undefined);
  const large = ['k6/http', 'k6/html', 'k6/crypto', 'k6/crypto/x509'];
  expect(large.map((name) => modules.get(name).specifier)).toEqual(large);
});

test.each([
  ['k6/nope', 'unknown modules ["k6/nope"]'],
  ['k6/experimental/redis', 'k6/experimental/redis has been removed'],
])('%s is refused with the reason', (specifier, reason) => {
  expect(() => registry().get(specifier)).toThrow(reason);
});
