import type { Realm } from '../../sandbox/contract.ts';
import { decodeText } from '../../transport/decode-text.ts';
import { parseCookieHeader } from './cookies/cookie-header.ts';
import { parseSetCookies } from './cookies/set-cookie.ts';
import { ocspInfoOf } from './ocsp.ts';
import { errorCodeOf } from './outcome.ts';
import type { PreparedRequest } from './prepared-request.ts';
import { fillHeaders, headerValues } from './raw-headers.ts';
import type { ResponseField } from './response-fields.ts';
import type { BlankSource, ResponseSource } from './response-source.ts';
import type { VUHttp } from './vu-http.ts';

// Go's zero time, as k6 shows it.
const NO_EXPIRY_MS = -6_795_364_578_871;

/** A response as the host holds it. Getters make what a script asks for; what was made or assigned is kept. */
export class HttpResponse {
  readonly http: VUHttp;
  readonly #source: ResponseSource | undefined;
  readonly #blank: BlankSource | undefined;
  #own: Partial<Record<ResponseField, unknown>> | undefined;
  /** Result of `json()` without a selector. */
  parsedJson: { readonly value: unknown } | undefined;

  constructor(http: VUHttp, source: ResponseSource | BlankSource) {
    this.http = http;
    if ('wire' in source) this.#source = source;
    else this.#blank = source;
  }

  get remote_ip(): unknown {
    return this.#own?.remote_ip ?? this.#source?.wire.remoteIp ?? '';
  }
  set remote_ip(value: unknown) {
    this.#assign('remote_ip', value);
  }

  get remote_port(): unknown {
    return this.#own?.remote_port ?? this.#source?.wire.remotePort ?? 0;
  }
  set remote_port(value: unknown) {
    this.#assign('remote_port', value);
  }

  get url(): unknown {
    return this.#own?.url ?? this.#source?.url ?? '';
  }
  set url(value: unknown) {
    this.#assign('url', value);
  }

  get status(): unknown {
    if (this.#own?.status !== undefined) return this.#own.status;
    return this.#source === undefined || this.#source.failure !== undefined ? 0 : this.#source.wire.status;
  }
  set status(value: unknown) {
    this.#assign('status', value);
  }

  get status_text(): unknown {
    return this.#own?.status_text ?? this.#received?.statusText ?? '';
  }
  set status_text(value: unknown) {
    this.#assign('status_text', value);
  }

  get proto(): unknown {
    return this.#own?.proto ?? this.#received?.proto ?? '';
  }
  set proto(value: unknown) {
    this.#assign('proto', value);
  }

  get headers(): unknown {
    return this.#keep('headers', (realm) => {
      const headers = realm.createObject();
      fillHeaders(headers, this.#received?.rawHeaders ?? []);
      return headers;
    });
  }
  set headers(value: unknown) {
    this.#assign('headers', value);
  }

  get cookies(): unknown {
    return this.#keep('cookies', (realm) => realm.clone(responseCookies(this.#received?.rawHeaders ?? [])));
  }
  set cookies(value: unknown) {
    this.#assign('cookies', value);
  }

  get body(): unknown {
    return this.#keep('body', (realm) => {
      const source = this.#source;
      if (source === undefined) return realm.createArray();
      if (hasNoBody(source)) return null;
      const { decoded, wire } = source;
      if (source.request.responseType !== 'binary')
        return decoded === undefined ? wire.text() : text(decoded);
      const bytes = decoded ?? wire.body;
      return bytes === null ? null : realm.createArrayBuffer(bytes);
    });
  }
  set body(value: unknown) {
    this.#assign('body', value);
  }

  get timings(): unknown {
    return this.#keep('timings', (realm) => Object.assign(realm.createObject(), timingsOf(this.#source)));
  }
  set timings(value: unknown) {
    this.#assign('timings', value);
  }

  get tls_version(): unknown {
    return this.#own?.tls_version ?? this.#source?.wire.tls?.version ?? '';
  }
  set tls_version(value: unknown) {
    this.#assign('tls_version', value);
  }

  get tls_cipher_suite(): unknown {
    return this.#own?.tls_cipher_suite ?? this.#source?.wire.tls?.cipherSuite ?? '';
  }
  set tls_cipher_suite(value: unknown) {
    this.#assign('tls_cipher_suite', value);
  }

  get ocsp(): unknown {
    return this.#keep('ocsp', (realm) =>
      Object.assign(realm.createObject(), ocspInfoOf(this.#source?.wire.tls)),
    );
  }
  set ocsp(value: unknown) {
    this.#assign('ocsp', value);
  }

  get error(): unknown {
    return this.#own?.error ?? this.#source?.failure?.short ?? this.#blank?.error ?? '';
  }
  set error(value: unknown) {
    this.#assign('error', value);
  }

  get error_code(): unknown {
    if (this.#own?.error_code !== undefined) return this.#own.error_code;
    const source = this.#source;
    if (source === undefined) return this.#blank?.errorCode ?? 0;
    if (source.failure !== undefined) return source.failure.code;
    return errorCodeOf(source.wire.status);
  }
  set error_code(value: unknown) {
    this.#assign('error_code', value);
  }

  get request(): unknown {
    return this.#keep('request', (realm) =>
      this.#source === undefined ? null : realm.clone(describeRequest(this.#source.request)),
    );
  }
  set request(value: unknown) {
    this.#assign('request', value);
  }

  /** The wire response unless it ended in a failure, which hides all it brought but its body. */
  get #received() {
    return this.#source?.failure === undefined ? this.#source?.wire : undefined;
  }

  #assign(field: ResponseField, value: unknown): void {
    this.#own ??= {};
    this.#own[field] = value;
    if (field === 'body') this.parsedJson = undefined;
  }

  #keep(field: ResponseField, make: (realm: Realm) => unknown): unknown {
    const own = this.#own ?? {};
    this.#own = own;
    if (!(field in own)) own[field] = make(this.http.vu.realm);
    return own[field];
  }
}

function hasNoBody({ request, wire, decoded, failure }: ResponseSource): boolean {
  // What came of a body before it broke off is shown, and what of it could be decompressed.
  if (failure !== undefined) return wire.failure === undefined && decoded === undefined;
  const { status } = wire;
  return request.responseType === 'none' || status < 200 || status === 204 || status === 304;
}

function text(body: Uint8Array): string {
  return decodeText(Buffer.from(body.buffer, body.byteOffset, body.byteLength));
}

function timingsOf(source: ResponseSource | undefined): Readonly<Record<string, number>> {
  const {
    blocked = 0,
    connecting = 0,
    tlsHandshaking = 0,
    sending = 0,
    waiting = 0,
    receiving = 0,
  } = source?.wire.timings ?? {};
  return {
    duration: sending + waiting + receiving,
    blocked,
    looking_up: 0,
    connecting,
    tls_handshaking: tlsHandshaking,
    sending,
    waiting,
    receiving,
  };
}

function responseCookies(rawHeaders: readonly string[]): Record<string, object[]> {
  const cookies: Record<string, object[]> = {};
  for (const cookie of parseSetCookies(headerValues(rawHeaders, 'set-cookie'))) {
    const { name, value, domain, path, httpOnly, secure, maxAge, expiresMs } = cookie;
    const shown = {
      name,
      value,
      domain,
      path,
      http_only: httpOnly,
      secure,
      max_age: maxAge,
      expires: expiresMs ?? NO_EXPIRY_MS,
    };
    const known = cookies[name];
    if (known === undefined) cookies[name] = [shown];
    else known.push(shown);
  }
  return cookies;
}

function describeRequest({ method, url, headers, http, plainBody }: PreparedRequest): object {
  const sent = [...(headers ?? http.defaultHeaders)].filter(
    ([name, value]) => name !== 'User-Agent' || value !== '',
  );
  const cookies: Record<string, object[]> = {};
  for (const { name, value } of parseCookieHeader(headers?.get('Cookie') ?? '')) {
    cookies[name] = [...(cookies[name] ?? []), { name, value, replace: false }];
  }
  return {
    method,
    url: url.text,
    headers: Object.fromEntries(sent.map(([name, value]) => [name, [value]])),
    body: plainBody === null ? '' : text(plainBody),
    cookies,
  };
}
