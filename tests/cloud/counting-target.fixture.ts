import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server that scripts send requests to, which counts them by path. */
export class CountingTarget implements AsyncDisposable {
  readonly url: string;
  readonly #close: () => Promise<void>;
  readonly #counts: Map<string, number>;

  private constructor(url: string, counts: Map<string, number>, close: () => Promise<void>) {
    this.url = url;
    this.#counts = counts;
    this.#close = close;
  }

  static async start(): Promise<CountingTarget> {
    const counts = new Map<string, number>();
    const server = createServer(({ url = '' }, response) => {
      counts.set(url, (counts.get(url) ?? 0) + 1);
      response.end('counted');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const close = () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    return new CountingTarget(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, counts, close);
  }

  count(path: string): number {
    return this.#counts.get(path) ?? 0;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#close();
  }
}
