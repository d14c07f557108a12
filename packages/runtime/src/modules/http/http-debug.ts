import type { WireRequest, WireResponse } from '../../transport/transport.ts';
import { canonicalHeaderName } from './header-names.ts';
import type { PreparedRequest } from './prepared-request.ts';

let lastRequestId = 0;
const ids = new WeakMap<PreparedRequest, number>();

/** Logs a request as `--http-debug` shows it. */
export function logRequest(request: PreparedRequest, wire: WireRequest): void {
  ids.set(request, ++lastRequestId);
  log(request, `Request:\n${dumpRequest(wire, isFull(request))}\n`);
}

export function logResponse(request: PreparedRequest, response: WireResponse): void {
  log(request, `Response:\n${dumpResponse(response, isFull(request))}\n`);
}

function isFull({ http }: PreparedRequest): boolean {
  return http.options.httpDebug === 'full';
}

function log(request: PreparedRequest, message: string): void {
  const { vu } = request.http;
  vu.log.log('info', message, {
    ...request.tags.tags,
    source: 'http-debug',
    request_id: String(ids.get(request) ?? 0),
    vu: vu.idInInstance,
    iter: vu.iterationInInstance,
  });
}

export function dumpRequest(wire: WireRequest, full: boolean): string {
  const { method, target, host, body, sendZeroLength } = wire;
  const lines = [`${method} ${target.path} HTTP/1.1`, `Host: ${host ?? target.authority}`];
  const hasUserAgent = wire.headers[0]?.[0] === 'User-Agent';
  if (hasUserAgent) lines.push(`User-Agent: ${wire.headers[0]?.[1]}`);
  if (body !== null && body.length === 0) lines.push('Transfer-Encoding: chunked');
  else if (body !== null || sendZeroLength) lines.push(`Content-Length: ${body?.length ?? 0}`);
  for (const [name, value] of wire.headers.slice(hasUserAgent ? 1 : 0)) lines.push(`${name}: ${value}`);
  // Go's dump shows this line although nothing of the sort is sent.
  lines.push('Accept-Encoding: gzip', '', '');
  return lines.join('\n') + (full && body !== null ? Buffer.from(body).toString('utf8') : '');
}

/** In the order of Go's dump: what frames the body, then all other headers by name. */
export function dumpResponse(response: WireResponse, full: boolean): string {
  const { status, proto, statusText, rawHeaders } = response;
  const isChunked = /(^|,)\s*chunked\s*$/i.test(response.header('Transfer-Encoding') ?? '');
  const length = response.header('Content-Length');
  const mayHaveBody = status !== 204 && status !== 304;
  const lines = [`${proto} ${statusText}`];
  if (isChunked) lines.push('Transfer-Encoding: chunked');
  else if (length !== undefined && Number(length) > 0) lines.push(`Content-Length: ${length}`);
  // Go's dump ends a body of unknown length this way, whatever the server sent.
  else if (length === undefined && mayHaveBody && !asksToClose(response)) lines.push('Connection: close');
  lines.push(...sortedHeaders(rawHeaders));
  if (!isChunked && Number(length) === 0 && mayHaveBody) lines.push('Content-Length: 0');
  lines.push('', '');
  const body = full ? (response.body ?? undefined) : undefined;
  if (body === undefined) return lines.join('\n');
  const text = body.toString('utf8');
  return lines.join('\n') + (isChunked ? inOneChunk(text, body.length) : text);
}

function asksToClose(response: WireResponse): boolean {
  return /(^|,)\s*close\s*(,|$)/i.test(response.header('Connection') ?? '');
}

const FRAMING: ReadonlySet<string> = new Set(['Content-Length', 'Transfer-Encoding', 'Trailer']);

function sortedHeaders(rawHeaders: readonly string[]): string[] {
  const headers: { name: string; line: string }[] = [];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = canonicalHeaderName(rawHeaders[i] ?? '');
    if (!FRAMING.has(name)) headers.push({ name, line: `${name}: ${rawHeaders[i + 1]}` });
  }
  const byName = (a: { name: string }, b: { name: string }) =>
    a.name === b.name ? 0 : a.name < b.name ? -1 : 1;
  return headers.sort(byName).map(({ line }) => line);
}

function inOneChunk(text: string, length: number): string {
  return length === 0 ? '0\n\n' : `${length.toString(16)}\n${text}\n0\n\n`;
}
