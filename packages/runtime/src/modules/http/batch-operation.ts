import type { Operation, Settle } from '../../vu/operation.ts';
import type { PreparedRequest } from './prepared-request.ts';
import { RequestOperation } from './request-operation.ts';
import type { VUHttp } from './vu-http.ts';

type Result =
  | { readonly kind: 'response'; readonly value: unknown }
  | { readonly kind: 'error'; readonly error: unknown };

/** Many requests at once, within the limits of the options `batch` and `batchPerHost`. Ends when all have ended. */
export class BatchOperation implements Operation<readonly unknown[]> {
  readonly #requests: readonly PreparedRequest[];
  readonly #results: (Result | undefined)[];
  readonly #running = new Set<RequestOperation>();
  readonly #hosts = new Map<string, HostSlots>();
  readonly #limits: { readonly total: number; readonly perHost: number };
  #settle: Settle<readonly unknown[]> | undefined;
  #next = 0;
  /** Requests that hold one of the `batch` slots, those that wait for their host among them. */
  #taken = 0;
  #ended = 0;
  /** The error that came first in time. */
  #firstError: Result | undefined;

  constructor(http: VUHttp, requests: readonly PreparedRequest[]) {
    const { batch, batchPerHost } = http.options;
    this.#requests = requests;
    this.#results = new Array(requests.length);
    this.#limits = { total: orUnlimited(batch), perHost: orUnlimited(batchPerHost) };
  }

  start(settle: Settle<readonly unknown[]>): void {
    this.#settle = settle;
    if (this.#requests.length === 0) this.#finish();
    else this.#fill();
  }

  cancel(): void {
    this.#settle = undefined;
    this.#next = this.#requests.length;
    for (const slots of this.#hosts.values()) slots.waiting.length = 0;
    for (const operation of this.#running) operation.cancel();
    this.#running.clear();
  }

  /** One after the other: the thread waits anyway. */
  runSync(): readonly unknown[] {
    for (const [index, request] of this.#requests.entries()) {
      try {
        this.#record(index, { kind: 'response', value: new RequestOperation(request).runSync() });
      } catch (error) {
        this.#record(index, { kind: 'error', error });
      }
    }
    return this.#responses();
  }

  #fill(): void {
    while (this.#taken < this.#limits.total && this.#next < this.#requests.length) {
      this.#taken++;
      this.#startOrQueue(this.#next++);
    }
  }

  #startOrQueue(index: number): void {
    const slots = this.#slotsOf(index);
    if (slots.running < this.#limits.perHost) this.#launch(index, slots);
    else slots.waiting.push(index);
  }

  #slotsOf(index: number): HostSlots {
    const host = this.#requests[index]?.url.url.host ?? '';
    const known = this.#hosts.get(host);
    if (known !== undefined) return known;
    const slots = { running: 0, waiting: [] };
    this.#hosts.set(host, slots);
    return slots;
  }

  #launch(index: number, slots: HostSlots): void {
    const request = this.#requests[index];
    if (request === undefined) return;
    slots.running++;
    const operation = new RequestOperation(request);
    this.#running.add(operation);
    const end = (result: Result) => {
      this.#running.delete(operation);
      slots.running--;
      this.#taken--;
      this.#record(index, result);
      this.#advance(slots);
    };
    operation.start({
      resolve: (value) => end({ kind: 'response', value }),
      reject: (error) => end({ kind: 'error', error }),
    });
  }

  #record(index: number, result: Result): void {
    this.#results[index] = result;
    this.#ended++;
    if (result.kind === 'error') this.#firstError ??= result;
  }

  #advance(freed: HostSlots): void {
    const waiting = freed.waiting.shift();
    if (waiting !== undefined) this.#launch(waiting, freed);
    this.#fill();
    if (this.#ended === this.#requests.length) this.#finish();
  }

  #finish(): void {
    const settle = this.#settle;
    this.#settle = undefined;
    if (this.#firstError?.kind === 'error') settle?.reject(this.#firstError.error);
    else settle?.resolve(this.#responses());
  }

  #responses(): readonly unknown[] {
    if (this.#firstError?.kind === 'error') throw this.#firstError.error;
    return this.#results.map((result) => (result?.kind === 'response' ? result.value : undefined));
  }
}

interface HostSlots {
  running: number;
  readonly waiting: number[];
}

function orUnlimited(limit: number): number {
  return limit > 0 ? limit : Number.POSITIVE_INFINITY;
}
