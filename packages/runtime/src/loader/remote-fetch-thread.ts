import type { MessagePort } from 'node:worker_threads';

export interface FetchRequest {
  readonly url: string;
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly maxRedirects: number;
  /** PEM certificates trusted beside the usual roots. */
  readonly extraCa: readonly string[];
  /** URL of a proxy to tunnel through. */
  readonly proxy: string | undefined;
}

export type FetchReply =
  | { readonly kind: 'response'; readonly status: number; readonly body: Uint8Array }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string };

/**
 * Body of the helper thread that fetches while the main thread waits. It runs as text in a worker of its own, so it
 * may use nothing but its parameter and what `load` gives it.
 */
export function runFetchThread(load: NodeJS.Require): void {
  const { workerData } = load('node:worker_threads') as typeof import('node:worker_threads');
  const http = load('node:http') as typeof import('node:http');
  const https = load('node:https') as typeof import('node:https');
  const tls = load('node:tls') as typeof import('node:tls');
  const zlib = load('node:zlib') as typeof import('node:zlib');
  const { port, signal } = workerData as { port: MessagePort; signal: Int32Array };

  port.on('message', (request: FetchRequest) => {
    const deadline = setTimeout(
      () => answer({ kind: 'failed', code: 'TIMEOUT', message: '' }),
      request.timeoutMs,
    );
    let answered = false;
    function answer(reply: FetchReply): void {
      if (answered) return;
      answered = true;
      clearTimeout(deadline);
      port.postMessage(reply);
      Atomics.store(signal, 0, 1);
      Atomics.notify(signal, 0);
    }
    get(request, request.url, request.maxRedirects, answer);
  });

  function get(
    request: FetchRequest,
    url: string,
    redirectsLeft: number,
    answer: (reply: FetchReply) => void,
  ): void {
    const fail = (error: NodeJS.ErrnoException) =>
      answer({ kind: 'failed', code: error.code ?? '', message: error.message });
    const client = url.startsWith('http:') ? http : https;
    const headers = { 'user-agent': 'Squall', 'accept-encoding': 'gzip' };
    const call = client.get(url, { headers, ca: trusted(request), agent: agentFor(request) }, (response) => {
      const { statusCode = 0, headers: got } = response;
      if (got.location !== undefined && [301, 302, 303, 307, 308].includes(statusCode)) {
        response.resume();
        if (redirectsLeft === 0) return fail(new Error('stopped after 10 redirects'));
        return follow(got.location);
      }
      const chunks: Buffer[] = [];
      let size = 0;
      const body = got['content-encoding'] === 'gzip' ? response.pipe(zlib.createGunzip()) : response;
      response.on('error', fail);
      body.on('error', fail);
      body.on('data', (chunk: Buffer) => {
        size += chunk.length;
        chunks.push(chunk);
        if (size <= request.maxBytes) return;
        call.destroy();
        fail(new Error(`the file is larger than ${request.maxBytes} bytes`));
      });
      body.on('end', () => answer({ kind: 'response', status: statusCode, body: Buffer.concat(chunks) }));
      return undefined;
    });
    call.on('error', fail);

    function follow(location: string): void {
      try {
        get(request, new URL(location, url).href, redirectsLeft - 1, answer);
      } catch (error) {
        fail(error as Error);
      }
    }
  }

  // An agent whose connections are tunnels through the proxy; without a proxy each request has its own connection.
  function agentFor(request: FetchRequest): false | import('node:https').Agent {
    if (request.proxy === undefined) return false;
    const proxy = new URL(request.proxy);
    const agent = new https.Agent();
    const connect = (
      target: { host: string; port: number },
      done: (error: Error | null, socket?: unknown) => void,
    ) => {
      const authority = `${target.host}:${target.port}`;
      const client = proxy.protocol === 'https:' ? https : http;
      const credentials = Buffer.from(
        `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`,
      );
      const headers = {
        host: authority,
        ...(proxy.username === ''
          ? {}
          : { 'proxy-authorization': `Basic ${credentials.toString('base64')}` }),
      };
      const options = { method: 'CONNECT', path: authority, headers, agent: false, ca: trusted(request) };
      const tunnel = client.request(`${proxy.protocol}//${proxy.host}`, options);
      tunnel.on('error', (error) => done(error));
      tunnel.on('response', (response) => done(new Error(response.statusMessage)));
      tunnel.on('connect', (response, socket) => {
        if (response.statusCode !== 200)
          return done(new Error(response.statusMessage ?? 'the proxy refused'));
        return done(null, tls.connect({ ...target, ca: trusted(request), servername: target.host, socket }));
      });
      tunnel.end();
    };
    return Object.assign(agent, { createConnection: connect });
  }

  // Undefined leaves Node's own roots and NODE_EXTRA_CA_CERTS in force; newer versions can add the system's.
  function trusted(request: FetchRequest): string[] | undefined {
    const { getCACertificates } = tls as { getCACertificates?: (type: string) => string[] };
    const system = getCACertificates === undefined ? [] : getCACertificates('system');
    if (request.extraCa.length === 0 && system.length === 0) return undefined;
    const base = getCACertificates === undefined ? [...tls.rootCertificates] : getCACertificates('default');
    return [...base, ...system, ...request.extraCa];
  }
}
