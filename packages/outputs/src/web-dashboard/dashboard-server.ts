import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ServedPage {
  /** The whole page as it is now. */
  page(): string;
  /** What changes in it. */
  content(): string;
}

/** How many bytes may wait for a browser that does not keep up: it gets the next content instead. */
const MAX_WAITING_BYTES = 1024 * 1024;

/** Serves one page, and tells those who look at it of every change. */
export class DashboardServer {
  readonly #server: Server;
  readonly #served: ServedPage;
  readonly #viewers = new Set<ServerResponse>();

  private constructor(served: ServedPage) {
    this.#served = served;
    this.#server = createServer((request, response) => this.#answer(request.url ?? '/', response));
    // A page alone is no reason to go on.
    this.#server.unref();
  }

  /** Rejects with the system's error when the address cannot be had. */
  static async listen(host: string, port: number, served: ServedPage): Promise<DashboardServer> {
    const opened = new DashboardServer(served);
    opened.#server.listen(port, host);
    await once(opened.#server, 'listening');
    return opened;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Shows everybody how things are now. */
  update(): void {
    if (this.#viewers.size === 0) return;
    const event = this.#event('content');
    for (const viewer of this.#viewers) {
      if (viewer.writableLength < MAX_WAITING_BYTES) viewer.write(event);
    }
  }

  /** Shows the end, and waits for nobody longer than that takes. */
  async close(patienceMs = 2_000): Promise<void> {
    const event = this.#event('stop');
    for (const viewer of this.#viewers) viewer.end(event);
    this.#server.close();
    this.#server.closeIdleConnections();
    const patience = setTimeout(() => this.#server.closeAllConnections(), patienceMs);
    await once(this.#server, 'close');
    clearTimeout(patience);
  }

  #event(name: string): string {
    return `event: ${name}\ndata: ${JSON.stringify(this.#served.content())}\n\n`;
  }

  #answer(url: string, response: ServerResponse): void {
    const path = url.replace(/\?.*$/, '');
    if (path === '/events') this.#addViewer(response);
    else if (path === '/') {
      response.writeHead(200, {
        'Content-Type': 'text/html; charset=utf-8',
        'Cache-Control': 'no-store',
        Connection: 'close',
      });
      response.end(this.#served.page());
    } else response.writeHead(404, { 'Content-Type': 'text/plain', Connection: 'close' }).end('not found\n');
  }

  #addViewer(response: ServerResponse): void {
    response.writeHead(200, {
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-store',
      Connection: 'close',
    });
    response.write(this.#event('content'));
    this.#viewers.add(response);
    response.on('close', () => this.#viewers.delete(response));
  }
}
