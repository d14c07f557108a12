import { type ClientHttp2Session, connect } from 'node:http2';
import type { SecureContext } from 'node:tls';
import type { Timer } from '@squall/core';
import type { Exchange, OpenedSocket, TransportFailure } from '../../../transport/transport.ts';
import type { VUContext } from '../../../vu/vu-context.ts';
import { type CallListener, type CallOrigin, type CallSettings, GrpcCall } from './call.ts';

/** Where a client connects to, and how. */
export interface ConnectionTarget {
  /** As the script wrote it. */
  readonly address: string;
  readonly hostname: string;
  readonly port: number;
  readonly isPlaintext: boolean;
  readonly secureContext: SecureContext | undefined;
  /** Instead of the address. */
  readonly authority: string | undefined;
  readonly timeoutMs: number;
  readonly userAgent: string;
}

/** The connection cannot be made; the message is Go's. */
export class ConnectFailure extends Error {}

const STREAM_WINDOW_BYTES = 4 * 1024 * 1024;
const SESSION_WINDOW_BYTES = 16 * 1024 * 1024;

/**
 * An HTTP/2 connection for RPCs. Our own on Node's HTTP/2 and not `@grpc/grpc-js`, which makes its connections
 * itself: names, `hosts`, blacklists, local addresses, TLS and the bytes counted are those of the run this way.
 */
export class GrpcConnection {
  readonly remoteIp: string;
  readonly #session: ClientHttp2Session;
  readonly #opened: OpenedSocket;
  readonly #origin: CallOrigin;

  constructor(session: ClientHttp2Session, opened: OpenedSocket, target: ConnectionTarget) {
    this.#session = session;
    this.#opened = opened;
    this.remoteIp = opened.remoteIp;
    this.#origin = {
      scheme: target.isPlaintext ? 'http' : 'https',
      authority: target.authority ?? target.address,
      userAgent: target.userAgent,
    };
  }

  /** The server may have gone since the last call. */
  get isUsable(): boolean {
    return !this.#session.closed && !this.#session.destroyed;
  }

  start(
    vu: Pick<VUContext, 'clock'>,
    call: { readonly settings: CallSettings; readonly listener: CallListener },
  ): GrpcCall {
    const { settings, listener } = call;
    return new GrpcCall(this.#session, this.#origin, {
      settings,
      clock: vu.clock,
      listener: {
        onMessage: (message) => {
          this.#opened.countTraffic();
          listener.onMessage(message);
        },
        onEnd: (end) => {
          this.#opened.countTraffic();
          listener.onEnd(end);
        },
      },
    });
  }

  close(): void {
    this.#opened.countTraffic();
    this.#session.close();
    this.#session.destroy();
  }
}

/** An attempt to connect that can be given up. */
export interface Connecting {
  readonly connection: Promise<GrpcConnection>;
  /** The promise never settles: whoever waits is gone. */
  cancel(): void;
  /** The promise rejects with `ConnectFailure`. */
  giveUp(): void;
}

export function openConnection(vu: VUContext, target: ConnectionTarget): Connecting {
  const attempt = new Attempt(vu, target);
  return attempt;
}

class Attempt implements Connecting {
  readonly connection: Promise<GrpcConnection>;
  readonly #target: ConnectionTarget;
  #dial: Exchange | undefined;
  #limit: Timer | undefined;
  #session: ClientHttp2Session | undefined;
  #settle: { resolve(connection: GrpcConnection): void; reject(error: Error): void } | undefined;

  constructor(vu: VUContext, target: ConnectionTarget) {
    this.#target = target;
    this.connection = new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
    this.#limit = vu.clock.at(vu.clock.now() + target.timeoutMs, () =>
      this.#fail('context deadline exceeded'),
    );
    const { hostname, port, isPlaintext, secureContext, authority } = target;
    const serverName = authority?.replace(/:\d+$/, '');
    const call = {
      hostname,
      port,
      secure: !isPlaintext,
      protocol: { alpn: ['h2'], secureContext, serverName },
    };
    this.#dial = vu.http.openSocket(call, (outcome) => {
      if (outcome.failure === undefined) this.#greet(outcome.opened);
      else this.#fail(describeDialFailure(outcome.failure));
    });
  }

  cancel(): void {
    this.#settle = undefined;
    this.#end();
  }

  giveUp(): void {
    this.#fail('grpc: the client connection is closing');
  }

  /** The server has to say that it speaks HTTP/2 before anything is sent. */
  #greet(opened: OpenedSocket): void {
    const { address, isPlaintext } = this.#target;
    if (!isPlaintext && opened.alpn !== 'h2') {
      opened.socket.destroy();
      const reason =
        'credentials: cannot check peer: missing selected ALPN property. If you upgraded from a grpc-go version ' +
        'earlier than 1.67, your TLS connections may have stopped working due to ALPN enforcement.';
      this.#fail(handshakeText(reason));
      return;
    }
    const session = connect(`http://${address}`, {
      createConnection: () => opened.socket,
      settings: { enablePush: false, initialWindowSize: STREAM_WINDOW_BYTES },
    });
    this.#session = session;
    session.on('error', (error) => this.#fail(`connection error: desc = "${error.message}"`));
    session.on('close', () => this.#fail('connection error: desc = "error reading server preface: EOF"'));
    session.once('remoteSettings', () => {
      session.setLocalWindowSize(SESSION_WINDOW_BYTES);
      this.#succeed(new GrpcConnection(session, opened, this.#target));
    });
  }

  #succeed(connection: GrpcConnection): void {
    const settle = this.#settle;
    this.#settle = undefined;
    this.#limit?.cancel();
    settle?.resolve(connection);
  }

  #fail(message: string): void {
    const settle = this.#settle;
    if (settle === undefined) return;
    this.#settle = undefined;
    this.#end();
    settle.reject(new ConnectFailure(message));
  }

  #end(): void {
    this.#limit?.cancel();
    this.#dial?.cancel();
    this.#session?.destroy();
  }
}

function describeDialFailure({ short, full }: TransportFailure): string {
  if (full.startsWith('dial ')) return `connection error: desc = "transport: error while dialing: ${full}"`;
  // Go would go on trying until the time is up, and then say the same.
  const isTls = /^(tls|remote error: tls|x509):? /.test(short) || full.startsWith('tls:');
  return isTls
    ? handshakeText(full.startsWith('tls:') ? full : short)
    : `connection error: desc = "transport: error while dialing: ${full}"`;
}

function handshakeText(reason: string): string {
  return `context deadline exceeded: connection error: desc = "transport: authentication handshake failed: ${reason}"`;
}
