import type { Timer } from '@squall/core';
import type { Exchange, WireRequest, WireResponse } from '../../transport/transport.ts';
import type { Operation, Settle } from '../../vu/operation.ts';
import { Conversation } from './conversation.ts';
import type { PreparedRequest } from './prepared-request.ts';
import { createResponse } from './response.ts';

/** One request of a script as something its VU waits for; settles with a response object or a GoError. */
export class RequestOperation implements Operation<unknown> {
  readonly #request: PreparedRequest;
  readonly #conversation: Conversation;
  #settle: Settle<unknown> | undefined;
  #exchange: Exchange | undefined;
  #waiting: Timer | undefined;
  #sent = 0;

  constructor(request: PreparedRequest) {
    this.#request = request;
    this.#conversation = new Conversation(request);
  }

  /** Hot path. */
  start(settle: Settle<unknown>): void {
    this.#settle = settle;
    const delayMs = this.#reserveSlot();
    if (delayMs === 0) {
      this.#send(this.#conversation.begin());
      return;
    }
    const { clock } = this.#request.http.vu;
    this.#waiting = clock.at(clock.now() + delayMs, () => this.#send(this.#conversation.begin()));
  }

  cancel(): void {
    this.#waiting?.cancel();
    this.#exchange?.cancel();
  }

  runSync(): unknown {
    const { http } = this.#request;
    blockFor(this.#reserveSlot());
    let wire = this.#conversation.begin();
    while (wire !== undefined) wire = this.#conversation.accept(http.vu.http.sendSync(wire));
    return this.#result();
  }

  /** Ms to wait for the next slot of the `rps` option. */
  #reserveSlot(): number {
    const { http } = this.#request;
    return http.limiter?.reserve(http.vu.clock.now()) ?? 0;
  }

  #send(wire: WireRequest | undefined): void {
    if (wire === undefined) {
      this.#finish();
      return;
    }
    const serial = ++this.#sent;
    const exchange = this.#request.http.vu.http.send(wire, this.#receive);
    // A failure may be reported before `send` returns, and the next request be on its way already.
    if (serial === this.#sent) this.#exchange = exchange;
  }

  readonly #receive = (response: WireResponse): void => {
    this.#send(this.#conversation.accept(response));
  };

  #finish(): void {
    const settle = this.#settle;
    this.#settle = undefined;
    let result: unknown;
    try {
      result = this.#result();
    } catch (error) {
      settle?.reject(error);
      return;
    }
    settle?.resolve(result);
  }

  #result(): unknown {
    const { end } = this.#conversation;
    if (end.kind === 'thrown') throw this.#request.http.vu.realm.goError(end.message);
    return createResponse(this.#request.http, end.source);
  }
}

function blockFor(ms: number): void {
  if (ms > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
