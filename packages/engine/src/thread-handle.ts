import type { Worker } from 'node:worker_threads';
import { fromWireError, UserError } from '@squall/core';
import type { FromThread, RequestType, ThreadOrder, ToThread } from '@squall/runtime';

type Reply = Extract<FromThread, { readonly replyTo: RequestType }>;
type RequestOf<T extends RequestType> = Extract<ToThread, { readonly type: RequestType }> & {
  readonly type: T;
};
type ReplyOf<T extends RequestType> = Extract<Reply, { readonly replyTo: T }>;
export type ThreadNotice = Exclude<FromThread, Reply | { readonly type: 'failed' }>;

interface Pending {
  resolve(reply: never): void;
  reject(error: Error): void;
}

export interface ThreadOptions {
  readonly name: string;
  readonly maxHeapMb: number;
  onNotice(notice: ThreadNotice): void;
}

/** The main thread's end of one worker thread: requests with typed replies, and notices. */
export class ThreadHandle {
  readonly #worker: Worker;
  readonly #pending = new Map<RequestType, Pending>();
  #failure: Error | undefined;

  constructor(worker: Worker, options: ThreadOptions) {
    this.#worker = worker;
    this.#worker.on('message', (message: FromThread) => this.#receive(message, options));
    this.#worker.on('error', (error) => this.#fail(describeCrash(error, options)));
    this.#worker.on('exit', () => this.#fail(new Error(`worker thread ${options.name} ended`)));
  }

  /** At most one request of a type may be under way. */
  request<T extends RequestType>(message: RequestOf<T>): Promise<ReplyOf<T>> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#pending.set(message.type, { resolve, reject });
      this.#worker.postMessage(message);
    });
  }

  post(message: ThreadOrder): void {
    this.#worker.postMessage(message);
  }

  get failure(): Error | undefined {
    return this.#failure;
  }

  /** Ends the thread wherever it is; requests under way are rejected with the reason. */
  async terminate(reason?: Error): Promise<void> {
    if (reason !== undefined) this.#fail(reason);
    await this.#worker.terminate();
  }

  /** Lets the thread end by itself when it can. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#failure ??= new Error('the thread was closed');
    await this.#worker.terminate();
  }

  #receive(message: FromThread, options: ThreadOptions): void {
    if (message.type === 'failed')
      return this.#settle(message.request, (pending) => pending.reject(fromWireError(message.error)));
    if ('replyTo' in message)
      return this.#settle(message.replyTo, (pending) => pending.resolve(message as never));
    options.onNotice(message);
  }

  #settle(type: RequestType, how: (pending: Pending) => void): void {
    const pending = this.#pending.get(type);
    this.#pending.delete(type);
    if (pending !== undefined) how(pending);
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const pending of this.#pending.values()) pending.reject(this.#failure);
    this.#pending.clear();
  }
}

function describeCrash(error: unknown, options: ThreadOptions): Error {
  if ((error as { code?: string }).code === 'ERR_WORKER_OUT_OF_MEMORY') {
    return new UserError(
      'SCRIPT_OUT_OF_MEMORY',
      `the script used up the ${options.maxHeapMb} MB of memory of its thread`,
      {
        hint: 'keep less data per VU, run fewer VUs per machine, or raise the limit with SQUALL_THREAD_MEMORY_MB',
      },
    );
  }
  return error instanceof Error ? error : new Error(String(error));
}
