import { UserError } from '@squall/core';
import type { ScriptSources } from '../loader/contract.ts';
import type { BuiltinModule } from './builtin-module.ts';
import { createDataModule } from './data/data-module.ts';
import type { SharedArrayStore } from './data/shared-array-store.ts';
import { encodingModule } from './encoding/encoding-module.ts';
import { executionModule } from './execution/execution-module.ts';
import { k6Module } from './k6/k6-module.ts';
import { metricsModule } from './metrics/metrics-module.ts';
import type { SecretSource } from './secrets/secret-source.ts';
import { timersModule } from './timers/timers-module.ts';

/** What modules of a thread share with the rest of it. */
export interface ModuleHost {
  readonly sharedArrays: SharedArrayStore;
  /** The script's files. */
  readonly sources: Pick<ScriptSources, 'entryUrl' | 'find'>;
  readonly secretSources: readonly SecretSource[];
  /** Told each secret before a script gets it. */
  readonly onSecretRead: (value: string) => void;
}

/** Modules whose code, or what Node loads for it, is so large that only scripts naming them should wait for it. */
const LARGE: Readonly<Record<string, (host: ModuleHost) => Promise<BuiltinModule>>> = {
  'k6/browser': async () => (await import('./browser/browser-module.ts')).createBrowserModule(process.env),
  'k6/http': async () => (await import('./http/http-module.ts')).httpModule,
  'k6/html': async () => (await import('./html/html-module.ts')).htmlModule,
  'k6/crypto': async () => (await import('./crypto/crypto-module.ts')).cryptoModule,
  'k6/crypto/x509': async () => (await import('./crypto/x509/x509-module.ts')).x509Module,
  'k6/experimental/csv': async ({ sharedArrays }) =>
    (await import('./csv/csv-module.ts')).createCsvModule(sharedArrays),
  'k6/experimental/fs': async ({ sources }) => (await import('./fs/fs-module.ts')).createFsModule(sources),
  'k6/experimental/streams': async () => (await import('./streams/streams-module.ts')).streamsModule,
  'k6/net/grpc': async ({ sources }) => (await import('./grpc/grpc-module.ts')).createGrpcModule(sources),
  'k6/secrets': async ({ secretSources, onSecretRead }) =>
    (await import('./secrets/secrets-module.ts')).createSecretsModule(secretSources, onSecretRead),
  'k6/ws': async () => (await import('./ws/ws-module.ts')).wsModule,
  'k6/x/redis': async () => (await import('./redis/redis-module.ts')).redisModule,
  'k6/websockets': async () => (await import('./websockets/websockets-module.ts')).websocketsModule,
  'k6/experimental/websockets': async () =>
    (await import('./websockets/websockets-module.ts')).experimentalWebsocketsModule,
};

/** What modules with sockets of their own use of another one: its cookie jars, and the transport loaded with it. */
const BUILT_ON: Readonly<Record<string, string>> = {
  'k6/net/grpc': 'k6/http',
  'k6/ws': 'k6/http',
  'k6/websockets': 'k6/http',
  'k6/x/redis': 'k6/http',
  'k6/experimental/websockets': 'k6/http',
};

/** Modules that k6 once had, and what it says to those who import them. */
const REMOVED: Readonly<Record<string, string>> = {
  'k6/experimental/redis':
    "k6/experimental/redis has been removed. Please migrate to the new version by changing your import to 'k6/x/redis'. Read more here: https://grafana.com/docs/k6/latest/javascript-api/k6-x-redis",
  'k6/experimental/browser':
    'k6/experimental/browser has been graduated, please use k6/browser instead.Please update your imports to use k6/browser instead of k6/experimental/browser, For more information, see the migration guide at the link: https://grafana.com/docs/k6/latest/using-k6-browser/migrating-to-k6-v0-52/',
  'k6/experimental/grpc':
    'k6/experimental/grpc has been graduated, please use k6/net/grpc instead. See https://grafana.com/docs/k6/latest/javascript-api/k6-net-grpc/ for more information.',
  'k6/experimental/timers':
    "k6/experimental/timers has been graduated, and it's now globally available as defined by standard WebAPIs. You just need to remove the import.",
  'k6/experimental/tracing':
    'k6/experimental/tracing has been removed. All of it functionality is available as pure JavaScript module. More info available at the docs: https://grafana.com/docs/k6/latest/javascript-api/jslib/http-instrumentation-tempo',
  'k6/experimental/webcrypto':
    "k6/experimental/webcrypto has been graduated and it's now globally available as defined by standard WebAPIs. You just need to remove the import.",
};

/** The modules that scripts import by name. */
export class ModuleRegistry {
  readonly #modules: Map<string, BuiltinModule>;
  readonly #host: ModuleHost;

  constructor(host: ModuleHost) {
    this.#host = host;
    const modules = [
      k6Module,
      metricsModule,
      executionModule,
      createDataModule(host.sharedArrays),
      encodingModule,
      timersModule,
    ];
    this.#modules = new Map(modules.map((module) => [module.specifier, module]));
  }

  /** Loads what `get` will be asked for; every module when that is not known. Unknown names are left to `get`. */
  async load(specifiers: readonly string[] = Object.keys(LARGE)): Promise<void> {
    const needed = new Set(specifiers.flatMap((specifier) => [specifier, BUILT_ON[specifier] ?? specifier]));
    for (const specifier of needed) {
      if (this.#modules.has(specifier)) continue;
      const module = await LARGE[specifier]?.(this.#host);
      if (module !== undefined) this.#modules.set(specifier, module);
    }
  }

  /** Ends when modules have put in order what iterations left: browsers are closed. */
  async settled(): Promise<void> {
    await Promise.all([...this.#modules.values()].map((module) => module.settled?.()));
  }

  has(specifier: string): boolean {
    return this.#modules.has(specifier);
  }

  /** @throws UserError naming the module when there is none of that name. */
  get(specifier: string): BuiltinModule {
    const module = this.#modules.get(specifier);
    if (module !== undefined) return module;
    if (specifier in LARGE) {
      throw new UserError(
        'UNSUPPORTED',
        `the module ${specifier} must be named in the script: import it, or write require('${specifier}')`,
      );
    }
    const removed = REMOVED[specifier];
    if (removed !== undefined) throw new UserError('MODULE_NOT_FOUND', `GoError: ${removed}`);
    throw new UserError(
      'MODULE_NOT_FOUND',
      `unknown modules ["${specifier}"] were tried to be loaded, but couldn't - this likely means automatic ` +
        'extension resolution is required or a custom k6 binary with the required extensions',
    );
  }
}
