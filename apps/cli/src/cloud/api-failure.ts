import { UserError } from '@squall/core';
import type { HttpAnswer } from './exchange.ts';

/** Where requests go, and as whom. */
export interface Connection {
  /** `https://load.example.com` */
  readonly url: string;
  readonly token: string | undefined;
}

/** An answer that is no success, with what the controller says about it. */
export class ApiFailure extends UserError {
  readonly status: number;

  constructor(status: number, message: string, hint: string | undefined) {
    super('CONTROLLER_REFUSED', message, hint === undefined ? {} : { hint });
    this.status = status;
  }
}

interface ErrorBody {
  readonly error?: { readonly code?: unknown; readonly message?: unknown; readonly target?: unknown };
}

/** What an answer that is no success means for the user. */
export function failureOf(answer: HttpAnswer, { url, token }: Connection): ApiFailure {
  const { error } = parsedBody(answer);
  if (typeof error?.code !== 'string' || typeof error.message !== 'string') return stranger(answer, url);
  const target = typeof error.target === 'string' ? ` (target: '${error.target}')` : '';
  const message = `(${answer.status}/${error.code}) ${error.message}${target}`;
  return new ApiFailure(answer.status, message, hintFor(answer.status, error.code, token));
}

/** Something answers there, but it is no controller. */
export function stranger({ status, statusText }: HttpAnswer, url: string): ApiFailure {
  const what = statusText === '' ? `${status}` : `${status} ${statusText}`;
  return new ApiFailure(
    status,
    `${url} does not answer like a controller of Squall (status ${what})`,
    WRONG_HOST,
  );
}

const WRONG_HOST =
  'say where the controller is with K6_CLOUD_HOST or `squall cloud login --host`, and reach it without a page to sign in at before it';

function hintFor(status: number, code: string, token: string | undefined): string | undefined {
  switch (status) {
    case 401:
      return token === undefined
        ? 'log in with `squall cloud login --token TOKEN`'
        : 'the token is wrong, expired or revoked: log in anew with `squall cloud login --token TOKEN`';
    case 403:
      return 'ask for a token with more rights, or for a higher role in the project';
    case 422:
      return 'the project has quotas: ask for larger ones, or make the test smaller';
    case 429:
      return 'wait a minute';
    default:
      return code === 'unavailable' ? 'look at the log of the controller' : undefined;
  }
}

function parsedBody({ text, isJSON }: HttpAnswer): ErrorBody {
  if (!isJSON) return {};
  try {
    return (JSON.parse(text) as ErrorBody | null) ?? {};
  } catch {
    return {}; // Cut off on its way.
  }
}
