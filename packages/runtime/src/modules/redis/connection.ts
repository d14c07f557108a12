import type { Timer } from '@squall/core';
import type { OpenedSocket } from '../../transport/transport.ts';
import type { VUContext } from '../../vu/vu-context.ts';
import type { RedisOptions } from './client-options.ts';
import { encodeCommand, RedisError, type Reply, RespReader } from './resp-reader.ts';

interface Waiting {
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: Error) => void;
  readonly limit: Timer;
}

/** A connection over which commands go one after another; answers come in the same order. */
export class RedisConnection {
  readonly #vu: VUContext;
  readonly #opened: OpenedSocket;
  readonly #readTimeoutMs: number;
  readonly #onClosed: () => void;
  readonly #reader = new RespReader();
  readonly #waiting: Waiting[] = [];
  #isClosed = false;

  constructor(
    vu: VUContext,
    opened: OpenedSocket,
    { readTimeoutMs, onClosed }: { readonly readTimeoutMs: number; readonly onClosed: () => void },
  ) {
    this.#vu = vu;
    this.#onClosed = onClosed;
    this.#opened = opened;
    this.#readTimeoutMs = readTimeoutMs;
    opened.socket.on('data', (bytes: Buffer) => this.#received(bytes));
    opened.socket.on('error', (error) => this.#end(error.message));
    opened.socket.on('close', () => this.#end('EOF'));
  }

  /** Rejects when the connection breaks; an error that Redis answers is a reply. */
  send(parts: readonly string[]): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const { clock } = this.#vu;
      const limit = clock.at(clock.now() + this.#readTimeoutMs, () =>
        this.#end(`read tcp ${this.#opened.endpoints}: i/o timeout`),
      );
      this.#waiting.push({ resolve, reject, limit });
      this.#opened.socket.write(encodeCommand(parts));
      this.#opened.countTraffic();
    });
  }

  #received(bytes: Buffer): void {
    this.#opened.countTraffic();
    try {
      for (const reply of this.#reader.take(bytes)) {
        const waiting = this.#waiting.shift();
        waiting?.limit.cancel();
        waiting?.resolve(reply);
      }
    } catch (error) {
      this.#end((error as Error).message);
    }
  }

  #end(reason: string): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#onClosed();
    this.#opened.countTraffic();
    this.#opened.socket.destroy();
    for (const { reject, limit } of this.#waiting.splice(0)) {
      limit.cancel();
      reject(new RedisError(reason));
    }
  }
}

/** Connects and introduces the client. */
export async function connectToRedis(
  vu: VUContext,
  options: RedisOptions,
  onClosed: () => void,
): Promise<RedisConnection> {
  const { readTimeoutMs } = options;
  const connection = new RedisConnection(vu, await openSocket(vu, options), { readTimeoutMs, onClosed });
  const { username, password, clientName, database } = options;
  const greetings = [
    ...(password === '' ? [] : [['AUTH', ...(username === '' ? [] : [username]), password]]),
    ...(clientName === '' ? [] : [['CLIENT', 'SETNAME', clientName]]),
    ...(database === 0 ? [] : [['SELECT', String(database)]]),
  ];
  for (const reply of await Promise.all(greetings.map((parts) => connection.send(parts)))) {
    if (reply instanceof RedisError) throw reply;
  }
  return connection;
}

function openSocket(vu: VUContext, options: RedisOptions): Promise<OpenedSocket> {
  const { hostname, port, tls, dialTimeoutMs } = options;
  return new Promise((resolve, reject) => {
    const { clock } = vu;
    const certificate =
      tls?.cert === undefined || tls.key === undefined ? undefined : { cert: tls.cert, key: tls.key };
    const secureContext = tls && vu.http.createSecureContext({ ca: tls.ca, certificate });
    const protocol = { alpn: [], secureContext };
    const dial = vu.http.openSocket({ hostname, port, secure: tls !== undefined, protocol }, (outcome) => {
      limit.cancel();
      if (outcome.failure === undefined) resolve(outcome.opened);
      else reject(new RedisError(outcome.failure.full));
    });
    const limit = clock.at(clock.now() + dialTimeoutMs, () => {
      dial.cancel();
      reject(new RedisError(`dial tcp ${hostname}:${port}: i/o timeout`));
    });
  });
}
