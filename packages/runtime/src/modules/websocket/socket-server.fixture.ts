import { createServer, type IncomingMessage } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';
import type { ConnectionOptions } from '../../transport/connection-options.ts';
import { listen, type RunningServer, TestClient } from '../../transport/transport.fixture.ts';
import type { TransportSettings } from '../../transport/transport-shared.ts';
import { LiveVU, type LiveVUOptions } from '../live-vu.fixture.ts';
import { experimentalWebsocketsModule, websocketsModule } from '../websockets/websockets-module.ts';
import { wsModule } from '../ws/ws-module.ts';

export interface SocketServer extends RunningServer {
  readonly requests: IncomingMessage[];
  /** Codes and reasons that clients closed with. */
  readonly closes: string[];
}

/** A server whose behaviour is the path of the URL: what the tests of both modules talk to. */
export async function startSocketServer(): Promise<SocketServer> {
  const requests: IncomingMessage[] = [];
  const closes: string[] = [];
  const server = createServer();
  const sockets = new WebSocketServer({
    noServer: true,
    handleProtocols: (protocols) => (protocols.has('second') ? 'second' : false),
    perMessageDeflate: { threshold: 0 },
  });
  sockets.on('headers', (headers) => headers.push('Set-Cookie: from=server; Path=/'));
  server.on('upgrade', (request, socket, head) => {
    requests.push(request);
    if (request.url?.startsWith('/refuse') === true) {
      socket.end('HTTP/1.1 403 No\r\nX-Why: because\r\nContent-Length: 3\r\n\r\nbad');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (client) => {
      client.on('error', () => {});
      client.on('close', (code, reason) => closes.push(`${code} ${reason.toString()}`.trim()));
      behave(client, request.url ?? '/');
    });
  });
  const running = await listen(server, 'ws');
  return Object.assign(running, { requests, closes });
}

function behave(client: WebSocket, path: string): void {
  const [, what, code] = path.split('/');
  if (what === 'close') client.close(Number(code), 'told so');
  else if (what === 'drop') client.on('message', () => client.terminate());
  else if (what === 'bytes') client.send(Buffer.from('61e29862', 'hex'), { binary: false });
  else if (what === 'ping') client.ping('hello');
  else client.on('message', (data, isBinary) => client.send(data, { binary: isBinary }));
}

interface SocketVUOptions extends LiveVUOptions {
  readonly connections?: Partial<ConnectionOptions>;
  readonly transport?: Partial<TransportSettings>;
}

/** A VU with both modules and connections of its own. */
export class SocketVU extends LiveVU implements Disposable {
  readonly #client: TestClient;

  constructor(script: string, options: SocketVUOptions = {}) {
    const { connections = {}, transport = {} } = options;
    const client = new TestClient(connections, transport);
    super(script, {
      modules: [wsModule, websocketsModule, experimentalWebsocketsModule],
      ...options,
      context: { http: client.transport, traffic: client.traffic, ...options.context },
    });
    this.#client = client;
  }

  /** Values of a metric in order. */
  valuesOf(metric: string): readonly number[] {
    return this.samples.filter((sample) => sample.metric === metric).map(({ value }) => value);
  }

  [Symbol.dispose](): void {
    this.#client[Symbol.dispose]();
  }
}
