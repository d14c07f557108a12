import { type DescMethod, type Message, toBinary } from '@bufbuild/protobuf';
import type { Metric } from '@squall/core';
import type { AnyFunction, Suspendable } from '../../vu/operation.ts';
import type { VUContext } from '../../vu/vu-context.ts';
import { openOf } from '../left-open.ts';
import { CallMetrics, type declareStreamMetrics } from './call-metrics.ts';
import type { GrpcClient } from './client.ts';
import type { CallParams } from './params.ts';
import { decodeBody } from './proto/decode-body.ts';
import { MessageError, messageFromJson } from './proto/message-from-json.ts';
import { messageToJson } from './proto/message-to-json.ts';
import { requestText } from './request-text.ts';
import { STATUS, statusObject } from './status.ts';
import { realmJson } from './unary.ts';
import type { CallEnd, CallListener, GrpcCall } from './wire/call.ts';
import { ConnectFailure } from './wire/connection.ts';

export const STREAM_EVENTS: ReadonlySet<string> = new Set(['data', 'error', 'end', 'status']);

/** What a stream is made of. */
export interface StreamCall {
  readonly client: GrpcClient;
  readonly method: DescMethod;
  readonly path: string;
  readonly params: CallParams;
  readonly streamMetrics: ReturnType<typeof declareStreamMetrics>;
}

/** What is behind a `Stream` of a script: an RPC beside the VU's other work. */
export class GrpcStream implements CallListener {
  readonly #vu: VUContext;
  readonly #call: StreamCall;
  readonly #metrics: CallMetrics;
  readonly #handlers = new Map<string, AnyFunction[]>();
  /** Written before the connection was there. */
  readonly #unsent: Uint8Array[] = [];
  /** Keeps the iteration alive until the stream has ended. */
  #hold: (job: () => unknown) => void;
  #rpc: GrpcCall | undefined;
  #received = 0;
  #hasEndedWriting = false;
  #isOver = false;

  constructor(vu: VUContext, call: StreamCall) {
    this.#vu = vu;
    this.#call = call;
    this.#metrics = new CallMetrics(vu, call.params.tags);
    this.#metrics.nameAfter(call.client.address, call.path);
    this.#count(call.streamMetrics.grpc_streams);
    this.#hold = vu.loop.hold();
    openOf(vu).add(this);
    void this.#start();
  }

  on(event: string, handler: AnyFunction): void {
    const known = this.#handlers.get(event);
    if (known === undefined) this.#handlers.set(event, [handler]);
    else known.push(handler);
  }

  /** Hot path. */
  write(message: unknown): void {
    if (this.#isOver || this.#hasEndedWriting) return;
    const { input } = this.#call.method;
    const { registry } = this.#call.client.definitions;
    try {
      const read = messageFromJson(input, requestText(this.#vu.realm, message), registry);
      this.#send(toBinary(input, read));
    } catch (error) {
      if (!(error instanceof MessageError)) throw error;
      this.#break(`can't serialise request object to protocol buffer: ${error.message}`);
    }
  }

  end(): void {
    this.#hasEndedWriting = true;
    this.#rpc?.halfClose();
  }

  /** The iteration ended without waiting for it. */
  cutOff(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#rpc?.abandon();
  }

  onMessage(bytes: Buffer): void {
    const { method, streamMetrics } = this.#call;
    const message = decodeBody(method.output, bytes);
    this.#received++;
    // Answers that are no stream come with their status, and are counted with it.
    if (isServerStreaming(method)) this.#count(streamMetrics.grpc_streams_msgs_received);
    this.#enqueue(() => this.#fire('data', this.#toScript(message)));
  }

  onEnd({ code, message }: CallEnd): void {
    const { method, streamMetrics } = this.#call;
    this.#metrics.ended(code);
    if (!isServerStreaming(method)) {
      for (let i = 0; i < this.#received; i++) this.#count(streamMetrics.grpc_streams_msgs_received);
    }
    this.#finish(code, message);
  }

  async #start(): Promise<void> {
    const { client, params, path } = this.#call;
    try {
      const connection = client.readyConnection ?? (await client.usableConnection(this.#vu));
      if (this.#isOver) return;
      const settings = client.callSettings(path, params, Number.POSITIVE_INFINITY);
      this.#rpc = connection.start(this.#vu, { settings, listener: this });
    } catch (error) {
      if (!(error instanceof ConnectFailure)) throw error;
      this.#metrics.ended(STATUS.UNAVAILABLE);
      this.#finish(STATUS.UNAVAILABLE, error.message);
      return;
    }
    for (const message of this.#unsent.splice(0)) this.#send(message);
    if (this.#hasEndedWriting) this.#rpc.halfClose();
  }

  #send(message: Uint8Array): void {
    if (this.#rpc === undefined) {
      this.#unsent.push(message);
      return;
    }
    this.#rpc.send(message);
    this.#count(this.#call.streamMetrics.grpc_streams_msgs_sent);
  }

  /** What a script wants to send is no message. */
  #break(reason: string): void {
    this.#rpc?.abandon();
    this.#metrics.ended(STATUS.CANCELED);
    this.#finish(STATUS.UNKNOWN, reason);
  }

  #finish(code: number, message: string): void {
    if (this.#isOver) return;
    this.#isOver = true;
    openOf(this.#vu).delete(this);
    const { realm } = this.#vu;
    if (code !== STATUS.OK) this.#enqueue(() => this.#fireError(code, message));
    this.#hold(() => this.#fire('end', realm.createObject()));
  }

  *#fireError(code: number, message: string): Suspendable<unknown> {
    const { realm, log } = this.#vu;
    if (!this.#handlers.has('error')) {
      log.log('warning', `no handlers for error registered, but an error happened: ${message}`);
      return undefined;
    }
    const error = realm.createObject();
    error.code = statusObject(realm, code);
    error.details = realm.createArray();
    error.message = message;
    return yield* this.#fire('error', error);
  }

  *#fire(event: string, value: unknown): Suspendable<unknown> {
    const { realm, clock } = this.#vu;
    for (const handler of this.#handlers.get(event) ?? []) {
      const metadata = realm.createObject();
      metadata.ts = Math.floor(clock.wallMs() / 1000);
      yield* realm.call(handler, undefined, [value, metadata]);
    }
    return undefined;
  }

  #enqueue(job: () => unknown): void {
    const release = this.#hold;
    this.#hold = this.#vu.loop.hold();
    release(job);
  }

  #toScript(message: Message): unknown {
    const { client, method, params } = this.#call;
    if (params.discardsMessage) return null;
    const json = messageToJson(method.output, message, client.definitions.registry);
    return realmJson(this.#vu.realm, json);
  }

  #count(metric: Metric): void {
    this.#metrics.count(metric);
  }
}

function isServerStreaming({ methodKind }: DescMethod): boolean {
  return methodKind === 'server_streaming' || methodKind === 'bidi_streaming';
}
