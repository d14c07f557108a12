import type { TagSet } from '@squall/core';
import type { Realm } from '../../sandbox/contract.ts';
import type { Suspendable } from '../../vu/operation.ts';
import type { VUContext } from '../../vu/vu-context.ts';
import { type CallParams, type ConnectParams, readConnectParams } from './params.ts';
import { Definitions } from './proto/definitions.ts';
import { ProtoError } from './proto/proto-error.ts';
import { reflectServices } from './reflection.ts';
import { waitFor } from './wait-for.ts';
import type { CallSettings } from './wire/call.ts';
import {
  type Connecting,
  type ConnectionTarget,
  type GrpcConnection,
  openConnection,
} from './wire/connection.ts';

// As k6's gRPC library introduces itself; servers keep statistics by it.
const LIBRARY = 'grpc-go/1.79.3';
const K6_USER_AGENT = 'Grafana k6/';
const NOT_CONNECTED = 'no gRPC connection, you must call connect first';

/** What is behind a `Client` of a script. */
export class GrpcClient {
  readonly definitions = new Definitions();
  #connection: GrpcConnection | undefined;
  /** Under way for all calls that found the connection gone. */
  #reconnecting: Connecting | undefined;
  #target: ConnectionTarget | undefined;
  #params: ConnectParams | undefined;

  get address(): string {
    return this.#target?.address ?? '';
  }

  /** Connects, replacing what there was. */
  *connect(vu: VUContext, [address, given]: readonly unknown[]): Suspendable<unknown> {
    const { realm } = vu;
    if (vu.stage === 'init') {
      throw realm.goError('connecting to a gRPC server in the init context is not supported');
    }
    const params = readConnectParams(realm, given);
    this.close();
    const target = connectionTarget(vu, String(address), params);
    const connecting = openConnection(vu, target);
    this.#connection = (yield waitFor(vu, {
      done: connecting.connection,
      cancel: connecting.cancel,
    })) as GrpcConnection;
    this.#target = target;
    this.#params = params;
    if (params.reflects) yield* this.#reflect(vu, this.#connection, params);
    return true;
  }

  /** Again and again is fine. */
  close(): void {
    this.#reconnecting?.giveUp();
    this.#reconnecting = undefined;
    this.#connection?.close();
    this.#connection = undefined;
    this.#target = undefined;
  }

  /** @throws GoError */
  requireConnection(realm: Realm): void {
    if (this.#target === undefined) throw realm.goError(NOT_CONNECTED);
  }

  get isConnected(): boolean {
    return this.#target !== undefined;
  }

  /** The connection, made anew when the server has gone meanwhile. Rejects with `ConnectFailure`. */
  async usableConnection(vu: VUContext): Promise<GrpcConnection> {
    if (this.#connection?.isUsable === true) return this.#connection;
    if (this.#target === undefined) throw new Error('the client was never connected');
    const attempt = this.#reconnecting ?? openConnection(vu, this.#target);
    this.#reconnecting = attempt;
    try {
      const connection = await attempt.connection;
      if (this.#reconnecting === attempt) this.#connection = connection;
      return connection;
    } finally {
      if (this.#reconnecting === attempt) this.#reconnecting = undefined;
    }
  }

  /** The connection if it can be used at once. */
  get readyConnection(): GrpcConnection | undefined {
    return this.#connection?.isUsable === true ? this.#connection : undefined;
  }

  callSettings(path: string, params: CallParams, defaultTimeoutMs: number): CallSettings {
    const { maxReceiveBytes = 0, maxSendBytes = 0 } = this.#params ?? {};
    const timeoutMs =
      params.timeoutMs === undefined || params.timeoutMs <= 0 ? defaultTimeoutMs : params.timeoutMs;
    return { path, metadata: params.metadata, timeoutMs, maxReceiveBytes, maxSendBytes };
  }

  *#reflect(vu: VUContext, connection: GrpcConnection, params: ConnectParams): Suspendable<unknown> {
    const { maxReceiveBytes, maxSendBytes, timeoutMs, reflectMetadata: metadata } = params;
    const settings = { metadata, timeoutMs, maxReceiveBytes, maxSendBytes };
    const done = reflectServices(vu, connection, settings).then((files) => this.definitions.add(files));
    try {
      yield waitFor(vu, { done, cancel: () => connection.close() });
    } catch (error) {
      throw error instanceof ProtoError ? vu.realm.goError(error.message) : error;
    }
    return undefined;
  }
}

function connectionTarget(vu: VUContext, address: string, params: ConnectParams): ConnectionTarget {
  const [, bracketed, plain, port] = /^(?:\[(.*)\]|([^:]*))(?::(\d+))?$/.exec(address) ?? [];
  const { tls } = params;
  return {
    address,
    hostname: bracketed ?? plain ?? address,
    port: Number(port ?? 443),
    isPlaintext: params.isPlaintext,
    secureContext: tls === undefined ? undefined : vu.http.createSecureContext(tls),
    authority: params.authority,
    timeoutMs: params.timeoutMs,
    userAgent: userAgent(vu),
  };
}

function userAgent({ test }: VUContext): string {
  const configured = test.options?.http.userAgent ?? '';
  return configured === '' || configured.startsWith(K6_USER_AGENT) ? LIBRARY : `${configured} ${LIBRARY}`;
}

/** For calls that are not a script's own. */
export function plainCallParams(tags: TagSet): CallParams {
  return { metadata: [], tags, timeoutMs: undefined, discardsMessage: false };
}
