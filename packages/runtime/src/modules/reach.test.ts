import { expect, test } from 'vitest';
import { memorySources } from '../program/program.fixture.ts';
import { SharedArrayStore } from './data/shared-array-store.ts';
import { LiveVU } from './live-vu.fixture.ts';
import { ModuleRegistry } from './registry.ts';

const NAMES = [
  ...[
    'k6',
    'k6/browser',
    'k6/crypto',
    'k6/crypto/x509',
    'k6/data',
    'k6/encoding',
    'k6/execution',
    'k6/html',
    'k6/http',
  ],
  ...[
    'k6/experimental/csv',
    'k6/experimental/fs',
    'k6/experimental/streams',
    'k6/metrics',
    'k6/net/grpc',
    'k6/secrets',
  ],
  ...['k6/timers', 'k6/websockets', 'k6/ws', 'k6/x/redis'],
];

test('nothing that scripts have from the start leads out of their realm', { timeout: 60_000 }, async () => {
  const registry = new ModuleRegistry({
    sharedArrays: new SharedArrayStore([]),
    sources: memorySources({}),
    secretSources: [],
    onSecretRead: () => {},
  });
  await registry.load(NAMES);
  const vu = new LiveVU(
    `
    ${NAMES.map((name, i) => `import * as m${i} from '${name}';`).join('\n')}
    const seen = new Set(); const foreign = [];
    const visit = (value, path) => {
      if ((typeof value !== 'object' && typeof value !== 'function') || value === null || seen.has(value)) return;
      seen.add(value);
      const isOurs = typeof value === 'function'
        ? value instanceof Function || value === Function.prototype
        : value instanceof Object || Object.getPrototypeOf(value) === null;
      if (!isOurs) foreign.push(path);
      if (path.split('.').length > 8) return;
      visit(Object.getPrototypeOf(value), path + '.__proto__');
      for (const key of Reflect.ownKeys(value)) {
        const descriptor = Object.getOwnPropertyDescriptor(value, key);
        if (descriptor === undefined) continue;
        visit(descriptor.get, path + '.get ' + String(key));
        visit(descriptor.set, path + '.set ' + String(key));
        if ('value' in descriptor) visit(descriptor.value, path + '.' + String(key));
      }
    };
    export default function () {
      visit(globalThis, 'globalThis');
      ${NAMES.map((name, i) => `visit(m${i}, '${name}');`).join('\n')}
      console.log(seen.size > 500, JSON.stringify(foreign));
    }`,
    { modules: NAMES.map((name) => registry.get(name)) },
  );
  expect(await vu.run()).toEqual(['true []']);
});
