import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { type Environment, proxyFor } from '../transport/proxy/proxy-environment.ts';
import { type FetchReply, type FetchRequest, runFetchThread } from './remote-fetch-thread.ts';

export interface RemoteFetcherOptions {
  /** PEM certificates trusted beside the usual roots. */
  readonly extraCa?: readonly string[];
  readonly timeoutMs?: number;
  readonly maxBytes?: number;
  /** Names the proxy, if any. */
  readonly environment?: Environment;
}

export interface RemoteFetcher {
  /**
   * The body behind a module's URL; waits for it.
   * @throws Error whose message is k6's reason.
   */
  fetch(url: string): Uint8Array;
  /** Ends the helper thread, if one was started. */
  close(): void;
}

/**
 * Fetches modules while the calling thread waits, as `require()` demands. The helper thread starts with the first
 * fetch.
 */
export function createRemoteFetcher(options: RemoteFetcherOptions = {}): RemoteFetcher {
  let thread: HelperThread | undefined;
  const request = {
    timeoutMs: options.timeoutMs ?? 60_000,
    maxBytes: options.maxBytes ?? 256 * 1024 * 1024,
    maxRedirects: 10,
    extraCa: options.extraCa ?? [],
  };
  const get = (url: string) => {
    thread ??= startThread();
    return readReply(url, thread.ask({ ...request, url, proxy: proxyFor(url, options.environment ?? {}) }));
  };
  return {
    fetch(url) {
      try {
        return get(withMark(url));
      } catch {
        // Some servers refuse addresses with a query they do not know; the plain one decides.
        return get(url);
      }
    },
    close() {
      thread?.close();
      thread = undefined;
    },
  };
}

// Lets servers tell that a load generator asks.
function withMark(url: string): string {
  const marked = new URL(url);
  marked.search = marked.search === '' ? '?_k6=1' : `${marked.search}&_k6=1`;
  return marked.href;
}

function readReply(url: string, reply: FetchReply): Uint8Array {
  if (reply.kind === 'failed') throw new Error(`Get "${url}": ${reasonOf(reply, new URL(url))}`);
  if (reply.status === 404) throw new Error(`not found: ${url}`);
  if (reply.status !== 200) throw new Error(`wrong status code (${reply.status}) for: ${url}`);
  return reply.body;
}

function reasonOf({ code, message }: { code: string; message: string }, { hostname, port }: URL): string {
  switch (code) {
    case 'ECONNREFUSED':
      return `dial tcp ${hostname}:${port === '' ? 443 : port}: connect: connection refused`;
    case 'ENOTFOUND':
      return `dial tcp: lookup ${hostname}: no such host`;
    case 'TIMEOUT':
      return 'context deadline exceeded (Client.Timeout exceeded while awaiting headers)';
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
      return 'tls: failed to verify certificate: x509: certificate signed by unknown authority';
    default:
      return message;
  }
}

interface HelperThread {
  ask(request: FetchRequest): FetchReply;
  close(): void;
}

function startThread(): HelperThread {
  const { port1: port, port2: threadPort } = new MessageChannel();
  const signal = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(`(${runFetchThread.toString()})(require)`, {
    eval: true,
    workerData: { port: threadPort, signal },
    transferList: [threadPort],
    // A loader or an inspector meant for the main program has no business in here.
    execArgv: [],
  });
  worker.unref();
  port.unref();
  return {
    ask(request) {
      Atomics.store(signal, 0, 0);
      port.postMessage(request);
      // The thread answers by its own deadline; the margin is for a thread that died.
      Atomics.wait(signal, 0, 0, request.timeoutMs + 10_000);
      const reply = receiveMessageOnPort(port)?.message as FetchReply | undefined;
      return reply ?? { kind: 'failed', code: '', message: 'the helper thread gave no answer' };
    },
    close() {
      port.close();
      void worker.terminate();
    },
  };
}
