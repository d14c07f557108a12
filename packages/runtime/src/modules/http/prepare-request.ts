import { compressBody } from './compression.ts';
import { cookieHeader } from './cookies/cookie-header.ts';
import { goFormat } from './go-format.ts';
import { invalidUrl } from './preparation-error.ts';
import { PreparedRequest } from './prepared-request.ts';
import { encodeBody } from './request-body.ts';
import { applyParams } from './request-params.ts';
import type { RequestUrl } from './request-url.ts';
import { urlTemplateOf } from './url-template.ts';
import type { VUHttp } from './vu-http.ts';

/** The arguments of one request as the script gave them. */
export interface RequestCall {
  readonly method: string;
  readonly url: unknown;
  readonly body: unknown;
  readonly params: unknown;
}

/** Hot path for a plain URL with neither body nor parameters. @throws PreparationError */
export function prepareRequest(http: VUHttp, call: RequestCall): PreparedRequest {
  const { url, body, params } = call;
  const template = typeof url === 'string' ? undefined : urlTemplateOf(url);
  const request = new PreparedRequest(http, call.method, requestUrlOf(http, template?.url ?? url));
  const hasBody = body !== undefined && body !== null;
  const hasParams = typeof params === 'object' && params !== null;
  if (hasBody || hasParams) applyBodyAndParams(request, body, hasParams ? params : {});
  if (template !== undefined) nameAfter(request, template.name);
  const jar = request.jarToRead;
  if (request.cookies.length > 0 || (jar !== undefined && !jar.isEmpty)) addCookieHeader(request);
  return request;
}

function requestUrlOf(http: VUHttp, url: unknown): RequestUrl {
  if (typeof url === 'string') return http.thread.urls.get(url);
  throw invalidUrl(`'#${goFormat(url)}'`);
}

function nameAfter(request: PreparedRequest, name: string): void {
  const { vu } = request.http;
  if (!vu.test.systemTags.has('name') || request.tags.get('name') !== undefined) return;
  request.tags = request.tags.with('name', name);
}

function applyBodyAndParams(request: PreparedRequest, bodyValue: unknown, params: object): void {
  const { headers } = useOwnHeaders(request);
  const body = encodeBody(bodyValue);
  if (body !== null && body.contentType !== '') headers.set('Content-Type', body.contentType);
  const compression = applyParams(request, headers, params);
  if (body === null) return;
  request.plainBody = body.bytes;
  request.body = body.bytes;
  if (compression.length > 0) applyCompression(request, headers, compression);
  checkContentLength(request, headers);
}

/** Gives the request headers of its own, starting from the defaults. */
function useOwnHeaders(request: PreparedRequest): { headers: Map<string, string> } {
  const headers = request.headers ?? new Map(request.http.defaultHeaders);
  request.headers = headers;
  return { headers };
}

function applyCompression(
  request: PreparedRequest,
  headers: Map<string, string>,
  algorithms: readonly string[],
): void {
  request.body = compressBody(request.body ?? new Uint8Array(), algorithms);
  const encoding = algorithms.join(', ');
  const manual = headers.get('Content-Encoding');
  if (manual === undefined || manual === '') headers.set('Content-Encoding', encoding);
  else if (manual !== encoding) warnOfEncoding(request);
}

function warnOfEncoding({ http, method, url }: PreparedRequest): void {
  http.warn(
    `There's a mismatch between the desired \`compression\` the manually set \`Content-Encoding\` header in the ` +
      `${method} request for '${url.text}', the custom header has precedence and won't be overwritten. ` +
      'This may result in invalid data being sent to the server.',
  );
}

function checkContentLength(
  { http, method, url, body }: PreparedRequest,
  headers: Map<string, string>,
): void {
  const given = headers.get('Content-Length');
  if (given === undefined || given === '') return;
  headers.delete('Content-Length');
  const length = body?.length ?? 0;
  if (/^[+-]?[0-9]+$/.test(given) && Number(given) === length) return;
  http.warn(
    `The specified Content-Length header "${given}" in the ${method} request for ${url.text} ` +
      `doesn't match the actual request body length of ${length}, so it will be ignored!`,
  );
}

function addCookieHeader(request: PreparedRequest): void {
  const { http } = request;
  const jar = request.jarToRead?.cookiesFor(request.url.url, http.vu.clock.wallMs()) ?? [];
  if (jar.length === 0 && request.cookies.length === 0) return;
  const { headers } = useOwnHeaders(request);
  const header = cookieHeader({
    manual: headers.get('Cookie') ?? '',
    own: request.cookies,
    jar,
    onInvalidByte: (byte) => http.warnOfCookieByte(byte),
  });
  headers.set('Cookie', header);
}
