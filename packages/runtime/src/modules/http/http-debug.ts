import type { WireRequest, WireResponse } from '../../transport/transport.ts';
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

export function dumpResponse(response: WireResponse, full: boolean): string {
  const lines = [`${response.proto} ${response.statusText}`];
  for (let i = 0; i + 1 < response.rawHeaders.length; i += 2) {
    lines.push(`${response.rawHeaders[i]}: ${response.rawHeaders[i + 1]}`);
  }
  lines.push('', '');
  return lines.join('\n') + (full && response.body !== null ? response.body.toString('utf8') : '');
}
