import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { FailedResponse } from '../failed-response.ts';
import { REQUEST_TIMEOUT } from '../failure.ts';
import { NO_TIMINGS } from '../pending-request.ts';
import type { Traffic } from '../traffic.ts';
import type { WireRequest, WireResponse } from '../transport.ts';
import type { TransportSettings } from '../transport-shared.ts';
import { localClock } from './local-clock.ts';
import { ReceivedResponse } from './received-response.ts';
import type {
  FromSyncThread,
  PlainRequest,
  SyncClient,
  SyncThreadData,
  ToSyncThread,
} from './sync-messages.ts';

/** How much longer than the request itself its answer may take: the helper may have to start first. */
const GRACE_MS = 10_000;

interface RunningThread {
  readonly worker: Worker;
  readonly port: MessagePort;
  readonly signal: Int32Array;
}

/** Performs requests in a helper thread while this thread waits; started at the first of them. */
export class SyncThread {
  readonly #settings: TransportSettings;
  #running: RunningThread | undefined;
  #lastId = 0;

  constructor(settings: TransportSettings) {
    this.#settings = settings;
  }

  send(client: SyncClient, wire: WireRequest, traffic: Traffic): WireResponse {
    const { clock } = this.#settings;
    const timeoutMs = wire.deadlineMs - clock.now();
    const reply = timeoutMs <= 0 ? undefined : this.#exchange(client, toPlainRequest(wire, timeoutMs));
    if (reply === undefined) {
      return new FailedResponse({
        failure: REQUEST_TIMEOUT,
        timings: NO_TIMINGS,
        body: null,
        endMs: clock.wallMs(),
      });
    }
    traffic.sent += reply.traffic.sent;
    traffic.received += reply.traffic.received;
    for (const line of reply.keyLog) this.#settings.onKeyLog?.(Buffer.from(line));
    const endMs = reply.response.endMs + clock.wallMs() - localClock.wallMs();
    return new ReceivedResponse({ ...reply.response, endMs });
  }

  closeIdle(clientId: number): void {
    this.#post({ type: 'close-idle', clientId });
  }

  destroy(clientId: number): void {
    this.#post({ type: 'destroy', clientId });
  }

  close(): void {
    this.#running?.port.close();
    void this.#running?.worker.terminate();
    this.#running = undefined;
  }

  #post(message: ToSyncThread): void {
    this.#running?.port.postMessage(message);
  }

  /** Undefined when the helper does not answer in time. */
  #exchange(client: SyncClient, request: PlainRequest): FromSyncThread | undefined {
    this.#running ??= this.#start();
    const { port, signal } = this.#running;
    this.#lastId++;
    const id = this.#lastId;
    this.#post({ type: 'send', id, client, request });
    const giveUpMs = this.#settings.clock.now() + request.timeoutMs + GRACE_MS;
    for (;;) {
      const seen = Atomics.load(signal, 0);
      const received = receiveMessageOnPort(port) as { message: FromSyncThread } | undefined;
      // An answer to an earlier request came too late for it.
      if (received !== undefined && received.message.id !== id) continue;
      if (received !== undefined) return received.message;
      const leftMs = giveUpMs - this.#settings.clock.now();
      if (leftMs <= 0 || Atomics.wait(signal, 0, seen, leftMs) === 'timed-out') return undefined;
    }
  }

  #start(): RunningThread {
    const { syncThreadEntry, options, http2, caFile, proxyEnvironment, onKeyLog } = this.#settings;
    if (syncThreadEntry === undefined) throw new Error('sendSync needs the setting syncThreadEntry');
    const { port1, port2 } = new MessageChannel();
    const signal = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
    const workerData: SyncThreadData = {
      options,
      http2,
      caFile,
      proxyEnvironment,
      wantsKeyLog: onKeyLog !== undefined,
      port: port2,
      signal,
    };
    const worker = new Worker(syncThreadEntry, { workerData, transferList: [port2] });
    worker.unref();
    port1.unref();
    return { worker, port: port1, signal: new Int32Array(signal) };
  }
}

function toPlainRequest(wire: WireRequest, timeoutMs: number): PlainRequest {
  const { method, target, headers, host, body, sendZeroLength, discardBody } = wire;
  const { secure, hostname, port, authority, path } = target;
  const plainTarget = { secure, hostname, port, authority, path };
  return { method, target: plainTarget, headers, host, body, sendZeroLength, timeoutMs, discardBody };
}
