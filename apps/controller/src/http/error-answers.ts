import { isUserError, type Logger } from '@squall/core';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { ApiError, type ApiErrorCode } from '../errors/api-error.ts';

/** Shape of every error of the API. Also what clients of the k6 cloud API expect: `target` is left out, never null. */
export interface ErrorBody {
  readonly error: { readonly code: string; readonly message: string; readonly target?: string };
}

const OF_FASTIFY: Readonly<Record<string, ApiErrorCode>> = {
  FST_ERR_VALIDATION: 'invalid-request',
  FST_ERR_CTP_BODY_TOO_LARGE: 'payload-too-large',
  FST_REQ_FILE_TOO_LARGE: 'payload-too-large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported-media-type',
  FST_INVALID_MULTIPART_CONTENT_TYPE: 'unsupported-media-type',
};

const OF_STORAGE: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk of the controller is full',
  SQLITE_FULL: 'the disk of the controller is full',
  SQLITE_BUSY: 'the database of the controller is locked',
  SQLITE_READONLY: 'the database of the controller cannot be written',
  SQLITE_CORRUPT: 'the database of the controller is damaged',
  SQLITE_NOTADB: 'the database of the controller is damaged',
  SQLITE_IOERR: 'the database of the controller cannot be read or written',
};

/** Turns whatever a handler threw into an answer; bugs are logged and not told. */
export function answerError(
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
  log: Logger,
): FastifyReply {
  const known = toApiError(error);
  if (known.code === 'internal' || known.code === 'unavailable') {
    log.log('error', 'a request failed', {
      method: request.method,
      route: request.routeOptions.url ?? '',
      error: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
  }
  return reply.status(known.status).type('application/json').send(bodyOf(known, request.url));
}

function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (isUserError(error)) {
    return new ApiError(
      error.code === 'INVALID_ARCHIVE' ? 'invalid-archive' : 'invalid-options',
      error.message,
    );
  }
  return (
    fromFastify(error) ??
    fromStorage(error) ??
    new ApiError('internal', 'something went wrong in the controller')
  );
}

function fromFastify(error: unknown): ApiError | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, statusCode } = error as Partial<FastifyError>;
  const own = code === undefined ? undefined : OF_FASTIFY[code];
  if (own !== undefined) return new ApiError(own, error.message);
  if (statusCode === 429) return new ApiError('rate-limited', error.message);
  const isClients = statusCode !== undefined && statusCode >= 400 && statusCode < 500;
  return isClients ? new ApiError('invalid-request', error.message) : undefined;
}

function fromStorage(error: unknown): ApiError | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const code = String((cause as NodeJS.ErrnoException).code);
    const known = Object.entries(OF_STORAGE).find(([prefix]) => code.startsWith(prefix));
    if (known !== undefined) return new ApiError('unavailable', known[1], { cause: error });
  }
  return undefined;
}

/** The k6 API before v6 has numbers for codes; 4 would make a client stop sending metrics. */
const STOP_SENDING = 4;

function bodyOf({ code, message, target, status }: ApiError, url: string): ErrorBody | object {
  if (/^\/v[12]\//.test(url)) {
    return { error: { code: code === 'run-stopped' ? STOP_SENDING : status, message } };
  }
  return { error: { code, message, ...(target === undefined ? {} : { target }) } } satisfies ErrorBody;
}
