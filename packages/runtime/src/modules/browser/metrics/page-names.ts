import { Refusal } from '../bridge/failure.ts';
import { hostOptions } from '../bridge/to-host.ts';

const METHODS = new Set(['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS', 'CONNECT', 'TRACE']);

/** Something measured at a URL, which a script may give a name. */
export class MetricMessage {
  readonly #url: string;
  readonly #method: string;
  #name: string | undefined;

  constructor(url: string, method: string) {
    this.#url = url;
    this.#method = method;
  }

  /** The last match counts. */
  get name(): string {
    return this.#name ?? this.#url;
  }

  /** @throws Refusal for what is no name or method. */
  tag(given: unknown): void {
    const { name, matches } = hostOptions(given);
    if (typeof name !== 'string' || name.trim() === '') {
      throw new Refusal(`name ${JSON.stringify(String(name ?? ''))} is invalid`);
    }
    if (!Array.isArray(matches)) return;
    for (const match of matches) {
      if (this.#isMatch(match as Readonly<Record<string, unknown>>)) this.#name = name;
    }
  }

  #isMatch({ url, method }: Readonly<Record<string, unknown>>): boolean {
    if (method !== undefined && method !== null && method !== '') {
      const wanted = String(method).trim().toUpperCase();
      if (!METHODS.has(wanted)) throw new Refusal(`method ${JSON.stringify(String(method))} is invalid`);
      if (wanted !== this.#method.toUpperCase()) return false;
    }
    return url instanceof RegExp && new RegExp(url.source, url.flags.replace(/[gy]/g, '')).test(this.#url);
  }
}
