import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { K6_VERSION } from '@squall/core';
import { DeliveryError, isPassingStatus, mayRetry } from '../delivery/delivery-error.ts';
import { type HttpAnswer, HttpSender } from '../delivery/http-sender.ts';
import type { ControllerAccess } from '../output-context.ts';

const ATTEMPTS = 3;
const PAUSE_MS = 500;
const FORBIDDEN = 403;
const RUN_STOPPED = 4;

/** The server wants nothing more of this run. */
export class RunStopped extends DeliveryError {
  constructor(message: string) {
    super(message, false);
  }
}

interface Call {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | string;
  /** The same on every repetition, so that the server counts it once. */
  readonly key: string;
}

/** The calls of `k6 run --out cloud`, in its version 1 of everything but metrics. */
export class CloudApi {
  readonly #access: ControllerAccess;
  readonly #sender: HttpSender;

  constructor(access: ControllerAccess, timeoutMs: number) {
    this.#access = access;
    this.#sender = new HttpSender({ timeoutMs });
  }

  static newKey(): string {
    return randomBytes(8).toString('hex');
  }

  /** Repeated as often as clients of k6's cloud do. @throws DeliveryError */
  async call(path: string, content: unknown): Promise<unknown> {
    const call: Call = {
      path,
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(content),
      key: CloudApi.newKey(),
    };
    for (let attempt = 1; ; attempt++) {
      try {
        const { body } = await this.#post(call, new AbortController().signal);
        return body.length === 0 ? undefined : parsed(body);
      } catch (error) {
        if (attempt === ATTEMPTS || !mayRetry(error)) throw error;
        await delay(PAUSE_MS);
      }
    }
  }

  /** Once. @throws DeliveryError */
  async push(runId: string, body: Uint8Array, key: string, signal: AbortSignal): Promise<void> {
    const headers = {
      'Content-Type': 'application/x-protobuf',
      'Content-Encoding': 'snappy',
      'K6-Metrics-Protocol-Version': '2.0',
    };
    await this.#post({ path: `/v2/metrics/${encodeURIComponent(runId)}`, headers, body, key }, signal);
  }

  close(): void {
    this.#sender.close();
  }

  async #post({ path, headers, body, key }: Call, signal: AbortSignal): Promise<HttpAnswer> {
    const { url, token } = this.#access;
    const answer = await this.#sender.post(
      {
        url: new URL(`${url}${path}`),
        headers: {
          'User-Agent': `k6cloud/${K6_VERSION}`,
          ...headers,
          ...(token === undefined ? {} : { Authorization: `Token ${token}` }),
          'K6-Idempotency-Key': key,
        },
        body,
      },
      signal,
    );
    if (answer.status >= 200 && answer.status <= 299) return answer;
    throw refusal(answer, path);
  }
}

function refusal({ status, body }: HttpAnswer, path: string): DeliveryError {
  const { code, message } = errorOf(body);
  if (status === FORBIDDEN && code === RUN_STOPPED) return new RunStopped(message ?? 'the run was stopped');
  const reason = message ?? `unexpected answer to ${path}`;
  return new DeliveryError(
    `(${status}${code === undefined ? '' : `/E${code}`}) ${reason}`,
    isPassingStatus(status),
  );
}

function errorOf(body: Buffer): { readonly code?: number; readonly message?: string } {
  try {
    const { error } = JSON.parse(body.toString()) as { error?: { code?: unknown; message?: unknown } };
    return {
      ...(typeof error?.code === 'number' ? { code: error.code } : {}),
      ...(typeof error?.message === 'string' ? { message: error.message } : {}),
    };
  } catch {
    return {};
  }
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch (cause) {
    throw new DeliveryError('the answer is not JSON: is this a controller?', false, cause);
  }
}
