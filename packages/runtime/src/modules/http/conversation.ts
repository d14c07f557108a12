import { randomBytes } from 'node:crypto';
import { FailedResponse } from '../../transport/failed-response.ts';
import type { Timings, TransportFailure, WireRequest, WireResponse } from '../../transport/transport.ts';
import { basicAuthorization } from './basic-auth.ts';
import { cookieHeader } from './cookies/cookie-header.ts';
import { parseSetCookies } from './cookies/set-cookie.ts';
import { decompressBody } from './decompression.ts';
import { digestAuthorization, parseDigestChallenge } from './digest-auth.ts';
import type { GoUrl } from './go-url.ts';
import { logRequest, logResponse } from './http-debug.ts';
import { NtlmHandshake } from './ntlm/ntlm-handshake.ts';
import { type OutcomeDetails, outcomeOf } from './outcome.ts';
import type { PreparedRequest } from './prepared-request.ts';
import { headerValues } from './raw-headers.ts';
import {
  headersAfterRedirect,
  keepsHostHeader,
  LocationError,
  leavesHost,
  type RedirectStep,
  redirectOf,
  refererOf,
} from './redirect.ts';
import { type RequestUrl, requestUrl } from './request-url.ts';
import type { ResponseSource } from './response-source.ts';
import { emitRequestSamples } from './samples.ts';
import { failureOf, refusalOf, urlErrorText } from './transport-failure.ts';
import { wireHeaders } from './wire-headers.ts';

const NO_TIME: Timings = {
  blocked: 0,
  connecting: 0,
  tlsHandshaking: 0,
  sending: 0,
  waiting: 0,
  receiving: 0,
};

/** One request of a redirect chain. */
interface Hop {
  readonly method: string;
  readonly url: RequestUrl;
  readonly headers: Map<string, string> | undefined;
  readonly host: string | undefined;
  readonly body: Uint8Array | null;
}

/** How a conversation ended: what the script gets, or the text of what is thrown. */
export type ConversationEnd =
  | { readonly kind: 'response'; readonly source: ResponseSource }
  | { readonly kind: 'thrown'; readonly message: string };

/**
 * Everything one call of the script does on the wire: redirects, the legs of digest and NTLM authentication, cookies,
 * decompression, and the samples of each round trip. It decides what to send next and leaves the sending to its
 * owner, so that the same code serves suspended, synchronous and batched requests.
 */
export class Conversation {
  readonly #request: PreparedRequest;
  #hop: Hop;
  #hops = 1;
  #leavesHost = false;
  #deadlineMs = 0;
  /** Set once the server asked for digest authentication at this hop. */
  #digest: string | undefined;
  #ntlm: NtlmHandshake | undefined;
  #isAnswered = false;
  #end: ConversationEnd | undefined;

  constructor(request: PreparedRequest) {
    this.#request = request;
    this.#hop = request;
    this.#ntlm = this.#startNtlm();
  }

  get end(): ConversationEnd {
    if (this.#end === undefined) throw new Error('the conversation is still going on');
    return this.#end;
  }

  /** Hot path: the first request to send; undefined when the conversation is over before it began. */
  begin(): WireRequest | undefined {
    this.#deadlineMs = this.#request.http.vu.clock.now() + this.#request.timeoutMs;
    return this.#next();
  }

  /** Hot path: takes a response and returns the request to send next, or undefined when that was the last. */
  accept(response: WireResponse): WireRequest | undefined {
    const { http, auth } = this.#request;
    if (http.options.httpDebug !== '' && response.status !== 0) logResponse(this.#request, response);
    if (auth === 'digest' && this.#digest === undefined && this.#authenticate(response)) return this.#next();
    if (this.#ntlm?.accept(response) === true) {
      this.#emit(response, { failure: undefined });
      return this.#next();
    }
    if (response.status >= 300 && response.status < 400 && this.#redirect(response)) return this.#next();
    if (this.#end === undefined) this.#finish(response);
    return undefined;
  }

  #next(): WireRequest | undefined {
    const request = this.#request;
    const { destination } = this.#hop.url;
    if (destination.kind === 'failure') return this.#fail(destination.failure);
    const refusal = refusalOf(this.#hop, request.timeoutMs);
    if (refusal !== undefined) return this.#fail(refusal);
    const { method, body, host } = this.#hop;
    const wire: WireRequest = {
      method: method === '' ? 'GET' : method,
      target: destination.target,
      headers: this.#wireHeaders(),
      host,
      body,
      sendZeroLength: body === null && (method === 'POST' || method === 'PUT' || method === 'PATCH'),
      deadlineMs: this.#deadlineMs,
      ...(this.#ntlm?.holdsConnection === true ? { holdsConnection: true } : {}),
      discardBody: request.responseType === 'none' && request.http.options.httpDebug !== 'full',
    };
    if (request.http.options.httpDebug !== '') logRequest(request, wire);
    return wire;
  }

  #wireHeaders(): WireRequest['headers'] {
    const { headers, url } = this.#hop;
    const { user } = url.url;
    const isPlain = headers === undefined && user === undefined;
    if (isPlain && this.#digest === undefined && this.#ntlm === undefined) {
      return this.#request.http.defaultHeaders;
    }
    const sent = new Map(headers ?? this.#request.http.defaultHeaders);
    if (this.#digest !== undefined) sent.set('Authorization', this.#digest);
    else if (this.#ntlm !== undefined) setOrDelete(sent, 'Authorization', this.#ntlm.authorization);
    else if (user !== undefined && (sent.get('Authorization') ?? '') === '') {
      sent.set('Authorization', basicAuthorization(user));
    }
    return wireHeaders(sent);
  }

  /** Answers a challenge; false when there is none to answer. */
  #authenticate(response: WireResponse): boolean {
    const hop = this.#hop;
    const { user } = hop.url.url;
    if (user === undefined || hop.url.destination.kind !== 'target') return false;
    // k6 takes the credentials out of the URL once the first request is on its way.
    this.#hop = { ...hop, url: requestUrl(withoutUser(hop.url.url)) };
    if (response.status !== 401 || response.failure !== undefined) return false;
    const challenge = parseDigestChallenge(response.header('Www-Authenticate') ?? '');
    if (challenge === undefined) return false;
    const cnonce = randomBytes(8).toString('hex');
    const uri = hop.url.destination.target.path;
    const answer = digestAuthorization(challenge, { user, method: hop.method, uri, cnonce, body: hop.body });
    if (answer === undefined) return false;
    this.#emit(response, { failure: undefined, expectsChallenge: true });
    this.#digest = answer;
    return true;
  }

  /** Each hop begins anew, but no other host gets the credentials. */
  #startNtlm(): NtlmHandshake | undefined {
    const { auth, url, http } = this.#request;
    const { user } = url.url;
    if (auth !== 'ntlm' || user === undefined || this.#leavesHost) return undefined;
    return new NtlmHandshake(user, () => http.vu.clock.wallMs());
  }

  /** Moves on to where a redirect leads; false when it is not to be followed. */
  #redirect(response: WireResponse): boolean {
    const location = response.header('Location');
    const step = this.#redirectStep(response, location);
    if (step === undefined || location === undefined) return false;
    this.#storeCookies(response);
    const { redirects, http } = this.#request;
    if (this.#hops > (redirects ?? http.options.maxRedirects)) {
      if (redirects === undefined && http.hasDefaultRedirectLimit) this.#warnOfRedirects();
      return false;
    }
    this.#emit(response, { failure: undefined });
    this.#hops++;
    this.#digest = undefined;
    this.#hop = this.#hopAfter(step, location);
    this.#ntlm = this.#startNtlm();
    return true;
  }

  #redirectStep(response: WireResponse, location: string | undefined): RedirectStep | undefined {
    const { method, url } = this.#hop;
    try {
      return redirectOf(response.status, location, { method, url: url.url });
    } catch (error) {
      if (!(error instanceof LocationError)) throw error;
      return this.#fail(failureOf(1000, error.message), response.timings);
    }
  }

  /** Ends the conversation with a failure that never came to, or from, the wire. */
  #fail(failure: TransportFailure, timings: Timings = NO_TIME): undefined {
    const endMs = this.#request.http.vu.clock.wallMs();
    this.#finish(new FailedResponse({ failure, timings, body: null, endMs }));
    return undefined;
  }

  #hopAfter(step: RedirectStep, location: string): Hop {
    const { url: last, host, headers, body } = this.#hop;
    const request = this.#request;
    this.#leavesHost ||= leavesHost(request.url.url, step.url);
    const base = headers ?? new Map(request.http.defaultHeaders);
    const next = headersAfterRedirect(base, { keepsBody: step.keepsBody, leavesHost: this.#leavesHost });
    const referer = refererOf(last.url, step.url);
    // A Referer the script set itself travels on.
    if (referer !== '' && (request.headers?.get('Referer') ?? '') === '') next.set('Referer', referer);
    const url = requestUrl(step.url);
    const cookies = this.#cookieHeader(step.url);
    if (cookies !== '') next.set('Cookie', cookies);
    const keptHost = host !== undefined && keepsHostHeader(location) ? host : undefined;
    return { method: step.method, url, headers: next, host: keptHost, body: step.keepsBody ? body : null };
  }

  #cookieHeader(url: GoUrl): string {
    const { cookies, jarToRead, http } = this.#request;
    const jar = jarToRead?.cookiesFor(url, http.vu.clock.wallMs()) ?? [];
    if (cookies.length === 0 && jar.length === 0) return '';
    return cookieHeader({
      manual: '',
      own: cookies,
      jar,
      onInvalidByte: (byte) => http.warnOfCookieByte(byte),
    });
  }

  #storeCookies(response: WireResponse): void {
    if (response.header('Set-Cookie') === undefined) return;
    const cookies = parseSetCookies(headerValues(response.rawHeaders, 'set-cookie'));
    if (cookies.length === 0) return;
    this.#request.jarToWrite.store(this.#hop.url.url, cookies, this.#request.http.vu.clock.wallMs());
  }

  #warnOfRedirects(): void {
    const { http, url } = this.#request;
    http.warn(
      `Stopped after ${this.#hops} redirects and returned the redirection; pass { redirects: n } in request ` +
        'params or set global maxRedirects to silence this',
      { url: url.text },
    );
  }

  /** Hot path: the last response. */
  #finish(response: WireResponse): void {
    let { failure } = response;
    let decoded: Uint8Array | undefined;
    if (failure === undefined) {
      this.#storeCookies(response);
      const encoding =
        this.#request.responseType === 'none' ? undefined : response.header('Content-Encoding');
      if (encoding !== undefined && response.body !== null) {
        const result = decompressBody(response.body, encoding);
        failure = result.failure;
        decoded = result.body ?? undefined;
      }
    }
    this.#emit(response, { failure });
    const source = { request: this.#request, wire: response, url: this.#hop.url.text, decoded, failure };
    if (failure !== undefined) this.#end = this.#failedEnd(failure, source);
    else if (response.status === 101)
      this.#end = thrown(`unsupported response status: ${response.statusText}`);
    else this.#end = { kind: 'response', source };
  }

  #failedEnd(failure: TransportFailure, source: ResponseSource): ConversationEnd {
    const { http, throws } = this.#request;
    const isOfBody = failure.duringBody === true || source.wire.failure === undefined;
    const message = isOfBody ? failure.full : urlErrorText(this.#hop, failure.full);
    if (throws) return thrown(message);
    http.warn('Request Failed', { error: message });
    return { kind: 'response', source };
  }

  /** Hot path: the samples of one round trip. */
  #emit(response: WireResponse, how: OutcomeDetails): void {
    const { http, tags, auth } = this.#request;
    const { method, url } = this.#hop;
    const isFirst = !this.#isAnswered;
    this.#isAnswered = true;
    const details =
      auth === 'ntlm' && isFirst && response.status === 401 ? { ...how, expectsChallenge: true } : how;
    const series = http.seriesFor(tags, method, url).find(outcomeOf(this.#request, response, details));
    emitRequestSamples(http.vu, series, response);
  }
}

function thrown(message: string): ConversationEnd {
  return { kind: 'thrown', message };
}

function setOrDelete(headers: Map<string, string>, name: string, value: string): void {
  if (value === '') headers.delete(name);
  else headers.set(name, value);
}

function withoutUser(url: GoUrl): GoUrl {
  return { ...url, user: undefined };
}
