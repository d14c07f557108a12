/** A refusal of the controller, or that it cannot be reached. */
export class RequestFailure extends Error {
  readonly code: string;
  readonly status: number;
  /** The field or option it is about. */
  readonly target: string | undefined;

  constructor(status: number, { code, message, target }: ErrorContent) {
    super(message);
    this.name = 'RequestFailure';
    this.status = status;
    this.code = code;
    this.target = target;
  }
}

interface ErrorContent {
  readonly code: string;
  readonly message: string;
  readonly target?: string;
}

export interface RequestOptions {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as it is. */
  readonly archive?: Uint8Array<ArrayBuffer>;
  readonly signal?: AbortSignal;
}

/** Proves with each change that it comes from these pages; learnt with the session. */
let csrfToken: string | null = null;

export function rememberCsrfToken(token: string | null): void {
  csrfToken = token;
}

/** Opens one run to somebody who is not signed in; known on pages of shared links only. */
let shareToken: string | null = null;

export function rememberShareToken(token: string | null): void {
  shareToken = token;
}

/** @throws RequestFailure */
export async function request<T>(path: string, options: RequestOptions = {}): Promise<T> {
  const response = await send(path, options);
  return (response.status === 204 ? undefined : await response.json()) as T;
}

/** @throws RequestFailure */
export async function requestBytes(path: string, signal?: AbortSignal): Promise<ArrayBuffer> {
  const response = await send(path, signal === undefined ? {} : { signal });
  return response.arrayBuffer();
}

/** A file that the controller makes, under the name it gives it. @throws RequestFailure */
export async function requestFile(path: string): Promise<File> {
  const response = await send(path, {});
  const name = /filename="?([^";]+)/.exec(response.headers.get('content-disposition') ?? '')?.[1];
  return new File([await response.blob()], name ?? 'download');
}

async function send(
  path: string,
  { method = 'GET', body, archive, signal }: RequestOptions,
): Promise<Response> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (body !== undefined) headers['content-type'] = 'application/json';
  if (archive !== undefined) headers['content-type'] = 'application/x-tar';
  if (method !== 'GET' && csrfToken !== null) headers['x-csrf-token'] = csrfToken;
  if (shareToken !== null) headers['x-share-token'] = shareToken;
  const content = archive ?? (body === undefined ? null : JSON.stringify(body));
  const response = await fetchOrExplain(`/api/v1${path}`, {
    method,
    headers,
    body: content,
    ...(signal && { signal }),
  });
  if (!response.ok) throw await failureOf(response);
  return response;
}

async function fetchOrExplain(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new RequestFailure(0, { code: 'unreachable', message: 'the controller cannot be reached' });
  }
}

async function failureOf(response: Response): Promise<RequestFailure> {
  const content = errorContent(await response.text());
  return new RequestFailure(
    response.status,
    content ?? { code: 'internal', message: `the controller answered with status ${response.status}` },
  );
}

/** undefined for what is not from the controller: a proxy in between has pages of its own. */
function errorContent(text: string): ErrorContent | undefined {
  try {
    return (JSON.parse(text) as { readonly error?: ErrorContent }).error;
  } catch {
    return undefined;
  }
}
