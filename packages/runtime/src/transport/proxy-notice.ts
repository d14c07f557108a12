import { joinHostPort } from './failure.ts';
import type { Origin } from './origin.ts';

interface ProxySettings {
  readonly proxyFor?: ((url: string) => string | undefined) | undefined;
  readonly onWarning?: ((message: string) => void) | undefined;
}

/** Says once that a proxy was asked for and is not used: the numbers would not be those the user expects. */
export class ProxyNotice {
  readonly #settings: ProxySettings;
  #isGiven = false;

  constructor(settings: ProxySettings) {
    this.#settings = settings;
  }

  /** Called for each dial. */
  check({ secure, hostname, port }: Origin): void {
    const { proxyFor, onWarning } = this.#settings;
    if (this.#isGiven || proxyFor === undefined || onWarning === undefined) return;
    const url = `${secure ? 'https' : 'http'}://${joinHostPort(hostname, port)}`;
    const proxy = proxyFor(url);
    if (proxy === undefined) return;
    this.#isGiven = true;
    onWarning(
      `proxies are not supported for HTTP requests: ${url} is reached directly, not through ${proxy}`,
    );
  }
}
