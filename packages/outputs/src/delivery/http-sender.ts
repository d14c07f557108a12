import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { SecureVersion } from 'node:tls';
import { withDeadline } from './deadline.ts';
import { DeliveryError } from './delivery-error.ts';

export interface TlsSettings {
  readonly rejectUnauthorized?: boolean;
  readonly minVersion?: SecureVersion;
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
}

export interface HttpSenderOptions {
  readonly timeoutMs: number;
  readonly tls?: TlsSettings;
  /** A connection pool of its own, for those who go through a proxy. */
  readonly agent?: HttpAgent | undefined;
}

export interface HttpMessage {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | string;
}

export interface HttpAnswer {
  readonly status: number;
  readonly body: Buffer;
}

/** What is kept of an answer: enough for any explanation. */
const MAX_ANSWER_BYTES = 65_536;

/** Posts messages over connections that stay open between them. */
export class HttpSender {
  readonly #options: HttpSenderOptions;
  readonly #httpAgent: HttpAgent;
  readonly #httpsAgent: HttpAgent;

  constructor(options: HttpSenderOptions) {
    this.#options = options;
    this.#httpAgent = options.agent ?? new HttpAgent({ keepAlive: true });
    this.#httpsAgent = options.agent ?? new HttpsAgent({ keepAlive: true, ...options.tls });
  }

  /** Resolves to any answer; rejects with a `DeliveryError` without one. */
  async post(message: HttpMessage, signal: AbortSignal): Promise<HttpAnswer> {
    try {
      return await withDeadline(this.#options.timeoutMs, signal, (deadline) =>
        this.#exchange(message, deadline),
      );
    } catch (error) {
      throw this.#describe(error as Error, signal);
    }
  }

  close(): void {
    this.#httpAgent.destroy();
    this.#httpsAgent.destroy();
  }

  #exchange({ url, headers, body }: HttpMessage, signal: AbortSignal): Promise<HttpAnswer> {
    const isSecure = url.protocol === 'https:';
    const send = isSecure ? httpsRequest : httpRequest;
    return new Promise((resolve, reject) => {
      const request = send(url, {
        method: 'POST',
        agent: isSecure ? this.#httpsAgent : this.#httpAgent,
        headers: { ...headers, 'Content-Length': String(Buffer.byteLength(body)) },
        signal,
      });
      request.on('error', reject);
      request.on('response', (response) => readAnswer(response).then(resolve, reject));
      request.end(body);
    });
  }

  #describe(error: Error, stopped: AbortSignal): DeliveryError {
    if (stopped.aborted) return new DeliveryError('no answer until the end of the run', false, error);
    if (error.name !== 'AbortError') return new DeliveryError(describeNetworkError(error), true, error);
    return new DeliveryError(`no answer within ${this.#options.timeoutMs / 1000} s`, true, error);
  }
}

/** Attempts at several addresses of a host fail with one error that says nothing but holds all. */
export function describeNetworkError(error: Error): string {
  const first = error instanceof AggregateError ? (error.errors[0] as Error) : error;
  return first.message;
}

async function readAnswer(response: IncomingMessage): Promise<HttpAnswer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    if (length < MAX_ANSWER_BYTES) chunks.push(chunk);
    length += chunk.length;
  }
  return { status: response.statusCode ?? 0, body: Buffer.concat(chunks) };
}
