import { setTimeout as pause } from 'node:timers/promises';
import { fetchSecret, SecretFailure } from './fetch-secret.ts';
import { RequestBudget } from './request-budget.ts';
import type { SecretServer, SecretSource } from './secret-source.ts';

/** The secrets of one thread; each is looked up once. */
export class SecretStore {
  readonly #sources: readonly SecretSource[];
  readonly #onRead: (value: string) => void;
  readonly #values = new Map<string, Promise<string>>();
  readonly #budgets = new Map<SecretServer, RequestBudget>();

  /** `onRead` hears each value before anybody else does. */
  constructor(sources: readonly SecretSource[], onRead: (value: string) => void) {
    this.#sources = sources;
    this.#onRead = onRead;
  }

  /** Without a name: of the default source. Rejects with `SecretFailure`. */
  async get(key: string, sourceName?: string): Promise<string> {
    const source = this.#find(sourceName);
    const id = JSON.stringify([source.name, key]);
    const known = this.#values.get(id);
    if (known !== undefined) return known;
    const read = this.#read(source, key);
    this.#values.set(id, read);
    // What failed may work the next time.
    read.catch(() => this.#values.delete(id));
    return read;
  }

  #find(name: string | undefined): SecretSource {
    if (this.#sources.length === 0) throw new SecretFailure('no secret sources are configured');
    const source = this.#sources.find((one) => (name === undefined ? one.isDefault : one.name === name));
    if (source !== undefined) return source;
    throw new SecretFailure(`no secret source with name ${JSON.stringify(name ?? 'default')} is configured`);
  }

  async #read(source: SecretSource, key: string): Promise<string> {
    const value = source.kind === 'known' ? knownValue(source.values, key) : await this.#fetch(source, key);
    this.#onRead(value);
    return value;
  }

  async #fetch(server: SecretServer, key: string): Promise<string> {
    let budget = this.#budgets.get(server);
    if (budget === undefined) {
      budget = new RequestBudget(server.requestsPerMinuteLimit, server.requestsBurst);
      this.#budgets.set(server, budget);
    }
    const waitMs = budget.reserve(performance.now());
    if (waitMs > 0) await pause(waitMs);
    return fetchSecret(server, key, pause);
  }
}

function knownValue(values: Readonly<Record<string, string>>, key: string): string {
  const value = Object.hasOwn(values, key) ? values[key] : undefined;
  if (value === undefined) throw new SecretFailure('no value');
  return value;
}
