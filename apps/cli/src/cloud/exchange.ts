import { type Clock, type SystemError, systemErrorText } from '@squall/core';

export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string | FormData;
}

export interface HttpAnswer {
  readonly status: number;
  readonly statusText: string;
  readonly isJSON: boolean;
  readonly text: string;
}

/** Nothing came back, however often it was tried. */
export class NoAnswer extends Error {}

const ATTEMPTS = 4;
const PAUSE_MS = 500;
const TIMEOUT_MS = 60_000;
const TOO_MANY_REQUESTS = 429;

/** One request, as often as clients of the k6 cloud repeat it: no answer, 429 and 5xx may be better next time. */
export async function exchange(request: HttpRequest, clock: Clock): Promise<HttpAnswer> {
  for (let attempt = 1; ; attempt++) {
    const outcome = await ask(request);
    const isLast = attempt === ATTEMPTS;
    if (outcome instanceof NoAnswer) {
      if (isLast) throw outcome;
    } else if (isLast || !mayGetBetter(outcome)) return outcome;
    await new Promise<void>((resolve) => clock.at(clock.now() + PAUSE_MS, resolve));
  }
}

function mayGetBetter({ status }: HttpAnswer): boolean {
  return status === TOO_MANY_REQUESTS || status >= 500;
}

async function ask({ url, method, headers, body }: HttpRequest): Promise<HttpAnswer | NoAnswer> {
  try {
    const answer = await fetch(url, {
      method,
      headers,
      // Whoever sends elsewhere would get the token with it.
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
      ...(body === undefined ? {} : { body: body as string }),
    });
    return {
      status: answer.status,
      statusText: answer.statusText,
      isJSON: /^(application|text)\/([\w.-]+\+)?json\b/.test(answer.headers.get('content-type') ?? ''),
      text: await answer.text(),
    };
  } catch (error) {
    return new NoAnswer(reasonOf(error as Error), { cause: error });
  }
}

/** What `fetch` says of itself is no help: the reason is inside. */
function reasonOf(error: Error): string {
  if (error.name === 'TimeoutError') return `no answer within ${TIMEOUT_MS / 1000} seconds`;
  const cause = error.cause ?? error;
  const [first] = cause instanceof AggregateError ? (cause.errors as Error[]) : [cause as Error];
  const { code, message } = (first ?? error) as SystemError & Error;
  if (code === 'ENOTFOUND') return 'there is no such host';
  if (code === 'UND_ERR_SOCKET') return 'the connection was closed';
  if (message === 'bad port')
    return 'browsers refuse that port, and so does this program: choose another one';
  return code === undefined ? message : systemErrorText(first as SystemError);
}
