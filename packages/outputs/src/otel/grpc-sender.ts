import { type ClientHttp2Session, type ClientHttp2Stream, connect, constants } from 'node:http2';
import { withDeadline } from '../delivery/deadline.ts';
import { DeliveryError, isPassingStatus } from '../delivery/delivery-error.ts';
import { describeNetworkError, type TlsSettings } from '../delivery/http-sender.ts';

export interface GrpcSenderOptions {
  /** `http:` or `https:`, host and port. */
  readonly url: URL;
  readonly tls: TlsSettings;
  readonly timeoutMs: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** Statuses that pass, as the OpenTelemetry protocol lists them. */
const PASSING_STATUSES: Readonly<Record<number, string>> = {
  1: 'cancelled',
  4: 'deadline exceeded',
  8: 'resource exhausted',
  10: 'aborted',
  11: 'out of range',
  14: 'unavailable',
  15: 'data loss',
};

const PREFIX_LENGTH = 5;

/** Makes unary calls of gRPC, one after the other, over a connection that is renewed when it breaks. */
export class GrpcSender {
  readonly #options: GrpcSenderOptions;
  #session: ClientHttp2Session | undefined;

  constructor(options: GrpcSenderOptions) {
    this.#options = options;
  }

  /** Resolves to the response message; rejects with a `DeliveryError` for any status but OK. */
  async call(method: string, message: Uint8Array, signal: AbortSignal): Promise<Uint8Array> {
    const { timeoutMs } = this.#options;
    let isTooLate = false;
    try {
      return await withDeadline(timeoutMs, signal, (deadline) => {
        deadline.addEventListener('abort', () => {
          isTooLate = true;
        });
        return this.#exchange(method, message, deadline);
      });
    } catch (error) {
      if (error instanceof DeliveryError) throw error;
      // Whatever broke it, the next call starts on a new connection.
      this.close();
      if (signal.aborted) throw new DeliveryError('no answer until the end of the run', false, error);
      if (isTooLate) throw new DeliveryError(`no answer within ${timeoutMs / 1000} s`, true, error);
      throw new DeliveryError(describeNetworkError(error as Error), true, error);
    }
  }

  close(): void {
    this.#session?.destroy();
    this.#session = undefined;
  }

  #exchange(method: string, message: Uint8Array, signal: AbortSignal): Promise<Uint8Array> {
    const session = this.#connect();
    return new Promise((resolve, reject) => {
      // A connection that cannot be made fails the session, and its streams only with "cancelled".
      session.once('error', reject);
      const stream = session.request(
        {
          [constants.HTTP2_HEADER_METHOD]: 'POST',
          [constants.HTTP2_HEADER_PATH]: method,
          'content-type': 'application/grpc',
          te: 'trailers',
          ...this.#options.headers,
        },
        { signal },
      );
      let failure: Error = new DeliveryError('the connection was closed without an answer', true);
      stream.once('error', (error) => {
        failure = error;
      });
      // Comes last in any case. The error of the session, which says more, may come right after it.
      stream.once('close', () =>
        setImmediate(() => {
          session.off('error', reject);
          reject(failure);
        }),
      );
      readResponse(stream).then(resolve, reject);
      stream.end(framed(message));
    });
  }

  #connect(): ClientHttp2Session {
    const known = this.#session;
    if (known !== undefined && !known.closed && !known.destroyed) return known;
    const { url, tls } = this.#options;
    const session = connect(url, { ...tls, ALPNProtocols: ['h2'] });
    // Calls listen themselves; in between a broken connection only has to be replaced.
    session.on('error', () => undefined);
    this.#session = session;
    return session;
  }
}

/** One byte that says the message is not compressed, four with its length. */
function framed(message: Uint8Array): Buffer {
  const frame = Buffer.alloc(PREFIX_LENGTH + message.length);
  frame.writeUInt32BE(message.length, 1);
  frame.set(message, PREFIX_LENGTH);
  return frame;
}

function readResponse(stream: ClientHttp2Stream): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let httpStatus = 0;
    // Without a message, the status comes with the headers.
    let fields: Readonly<Record<string, unknown>> = {};
    stream.on('response', (headers) => {
      httpStatus = Number(headers[constants.HTTP2_HEADER_STATUS]);
      fields = headers;
    });
    stream.on('trailers', (trailers) => {
      fields = { ...fields, ...trailers };
    });
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => {
      if (httpStatus === 0) return; // It was closed before there was an answer.
      const failure = failureOf(httpStatus, fields);
      if (failure !== undefined) reject(failure);
      else resolve(Buffer.concat(chunks).subarray(PREFIX_LENGTH));
    });
  });
}

function failureOf(httpStatus: number, fields: Readonly<Record<string, unknown>>): DeliveryError | undefined {
  const status = fields['grpc-status'];
  if (status === undefined) {
    if (httpStatus === 200) return new DeliveryError('the answer broke off', true);
    const problem = `the endpoint does not speak gRPC (HTTP status ${httpStatus})`;
    return new DeliveryError(problem, isPassingStatus(httpStatus));
  }
  if (status === '0') return undefined;
  const message = percentDecoded(String(fields['grpc-message'] ?? ''));
  const passing = PASSING_STATUSES[Number(status)];
  const name = passing ?? `status ${status}`;
  return new DeliveryError(message === '' ? name : `${name}: ${message}`, passing !== undefined);
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // Not encoded as it should be, but still the best there is to show.
  }
}
