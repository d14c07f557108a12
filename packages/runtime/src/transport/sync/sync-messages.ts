import type { ConnectionOptions } from '../connection-options.ts';
import type { Environment } from '../proxy/proxy-environment.ts';
import type { RequestTarget, Timings, TlsInfo, TransportFailure } from '../transport.ts';

/** What the helper thread of `sendSync` is started with. */
export interface SyncThreadData {
  readonly options: ConnectionOptions;
  readonly http2: boolean;
  readonly caFile: string | undefined;
  readonly proxyEnvironment: Environment | undefined;
  readonly wantsKeyLog: boolean;
  readonly port: import('node:worker_threads').MessagePort;
  /** One number: how many replies were posted. The waiting thread sleeps on it. */
  readonly signal: SharedArrayBuffer;
}

export type ToSyncThread =
  | {
      readonly type: 'send';
      readonly id: number;
      readonly client: SyncClient;
      readonly request: PlainRequest;
    }
  | { readonly type: 'close-idle'; readonly clientId: number }
  | { readonly type: 'destroy'; readonly clientId: number };

/** The VU's transport; its connections in the helper thread are its own. */
export interface SyncClient {
  readonly id: number;
  readonly localAddress: string | undefined;
}

/** A request without the clock of the thread that sends it. */
export interface PlainRequest {
  readonly method: string;
  readonly target: RequestTarget;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly host: string | undefined;
  readonly body: Uint8Array | null;
  readonly sendZeroLength: boolean;
  readonly timeoutMs: number;
  readonly discardBody: boolean;
}

export interface FromSyncThread {
  readonly id: number;
  readonly response: PlainResponse;
  readonly traffic: { readonly sent: number; readonly received: number };
  readonly keyLog: readonly Uint8Array[];
}

export interface PlainResponse {
  readonly status: number;
  readonly statusText: string;
  readonly proto: string;
  readonly rawHeaders: readonly string[];
  readonly body: Uint8Array | null;
  readonly timings: Timings;
  readonly endMs: number;
  readonly remoteIp: string;
  readonly remotePort: number;
  readonly tls: (Omit<TlsInfo, 'ocspStaple'> & { readonly ocspStaple: Uint8Array | undefined }) | undefined;
  readonly failure: TransportFailure | undefined;
}
