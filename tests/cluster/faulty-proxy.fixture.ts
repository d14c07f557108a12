import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** A way to the coordinator that a test can break. */
export class FaultyProxy implements AsyncDisposable {
  readonly port: number;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** Connections that were made while nothing got through. */
  #waiting: (() => void)[] = [];
  #isCut = false;
  #isFrozen = false;
  readonly #delayMs: number;

  private constructor(server: Server, delayMs: number) {
    this.#server = server;
    this.#delayMs = delayMs;
    this.port = (server.address() as { port: number }).port;
  }

  /** `delayMs`: how long everything takes in each direction. */
  static async start(targetPort: number, { delayMs = 0 } = {}): Promise<FaultyProxy> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const proxy = new FaultyProxy(server, delayMs);
    server.on('connection', (socket: Socket) => proxy.#join(socket, targetPort));
    return proxy;
  }

  /** Ends all connections and makes no more until `restore`. */
  cut(): void {
    this.#isCut = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  restore(): void {
    this.#isCut = false;
  }

  /** Nothing gets through any more, and nobody is told. */
  freeze(): void {
    this.#isFrozen = true;
    for (const socket of this.#sockets) socket.pause();
  }

  /** Everything that was held back gets through, in order. */
  thaw(): void {
    this.#isFrozen = false;
    for (const socket of this.#sockets) socket.resume();
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const join of waiting) join();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #join(near: Socket, targetPort: number): void {
    if (this.#isCut) {
      near.destroy();
      return;
    }
    if (this.#isFrozen) {
      this.#sockets.add(near);
      near.on('error', () => near.destroy());
      near.on('close', () => this.#sockets.delete(near));
      this.#waiting.push(() => near.destroyed || this.#join(near, targetPort));
      return;
    }
    const far = connect(targetPort, '127.0.0.1');
    this.#forward(near, far);
    this.#forward(far, near);
  }

  #forward(from: Socket, to: Socket): void {
    this.#sockets.add(from);
    from.setNoDelay(true);
    from.on('data', (data) => {
      if (this.#delayMs === 0) to.write(data);
      else setTimeout(() => to.writable && to.write(data), this.#delayMs);
    });
    from.on('error', () => to.destroy());
    from.on('close', () => {
      this.#sockets.delete(from);
      to.destroy();
    });
  }
}
