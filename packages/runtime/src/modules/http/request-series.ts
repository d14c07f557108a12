import type { SampleRecorder, Series, TagSet } from '@squall/core';
import type { BuiltinMetrics, SystemTag } from '../../vu/test-context.ts';

/** What a response's samples are tagged with beyond what its request knows. */
export interface Outcome {
  readonly status: number;
  /** '' when there was no response. */
  readonly proto: string;
  readonly tlsVersion: string;
  readonly ip: string;
  readonly ocspStatus: string;
  /** undefined when no response callback is set. */
  readonly expected: boolean | undefined;
  readonly errorCode: number;
  /** Short text of a transport failure, '' otherwise. */
  readonly error: string;
}

/** The series of one outcome; `failed` is absent when no response callback is set. */
export interface OutcomeSeries {
  readonly outcome: Outcome;
  readonly reqs: Series;
  readonly duration: Series;
  readonly blocked: Series;
  readonly connecting: Series;
  readonly tlsHandshaking: Series;
  readonly sending: Series;
  readonly waiting: Series;
  readonly receiving: Series;
  readonly failed: Series | undefined;
}

export interface SeriesDeps {
  readonly recorder: SampleRecorder;
  readonly metrics: BuiltinMetrics;
  readonly systemTags: ReadonlySet<SystemTag>;
}

export interface RequestTags {
  /** The VU's tags with those of the request. */
  readonly base: TagSet;
  readonly method: string;
  /** Value of `url`, and of `name` unless the base already has one. */
  readonly url: string;
}

// A service that fails with ever new texts must not fill the memory.
const OUTCOME_LIMIT = 200;

/** The series of all outcomes of requests that share tags, method and URL; looked up once, then reused. */
export class RequestSeries {
  readonly tags: RequestTags;
  readonly #deps: SeriesDeps;
  #outcomes: OutcomeSeries[] = [];

  constructor(tags: RequestTags, deps: SeriesDeps) {
    this.tags = tags;
    this.#deps = deps;
  }

  /** Hot path: every response. Allocates nothing when the outcome was seen before. */
  find(outcome: Outcome): OutcomeSeries {
    for (const known of this.#outcomes) if (isSame(known.outcome, outcome)) return known;
    return this.#add(outcome);
  }

  #add(outcome: Outcome): OutcomeSeries {
    const { recorder, metrics } = this.#deps;
    const tags = this.#tagSet(outcome);
    const added = {
      outcome,
      reqs: recorder.series(metrics.http_reqs, tags),
      duration: recorder.series(metrics.http_req_duration, tags),
      blocked: recorder.series(metrics.http_req_blocked, tags),
      connecting: recorder.series(metrics.http_req_connecting, tags),
      tlsHandshaking: recorder.series(metrics.http_req_tls_handshaking, tags),
      sending: recorder.series(metrics.http_req_sending, tags),
      waiting: recorder.series(metrics.http_req_waiting, tags),
      receiving: recorder.series(metrics.http_req_receiving, tags),
      failed: outcome.expected === undefined ? undefined : recorder.series(metrics.http_req_failed, tags),
    };
    if (this.#outcomes.length >= OUTCOME_LIMIT) this.#outcomes = [];
    this.#outcomes.push(added);
    return added;
  }

  #tagSet(outcome: Outcome): TagSet {
    const { base, method, url } = this.tags;
    const tags: Record<string, string> = {};
    const enabled = this.#deps.systemTags;
    const set = (tag: SystemTag, value: string) => {
      if (enabled.has(tag)) tags[tag] = value;
    };
    set('method', method);
    const ownName = enabled.has('name') ? base.get('name') : undefined;
    set('url', ownName ?? url);
    if (ownName === undefined) set('name', url);
    set('status', String(outcome.status));
    if (outcome.proto !== '') set('proto', outcome.proto);
    if (outcome.error !== '') set('error', outcome.error);
    if (outcome.errorCode !== 0) set('error_code', String(outcome.errorCode));
    if (outcome.tlsVersion !== '') set('tls_version', outcome.tlsVersion);
    if (outcome.ocspStatus !== '') set('ocsp_status', outcome.ocspStatus);
    if (outcome.ip !== '') set('ip', outcome.ip);
    if (outcome.expected !== undefined) set('expected_response', String(outcome.expected));
    return base.withAll(tags);
  }
}

function isSame(a: Outcome, b: Outcome): boolean {
  return (
    a.status === b.status &&
    a.expected === b.expected &&
    a.proto === b.proto &&
    a.errorCode === b.errorCode &&
    a.error === b.error &&
    a.tlsVersion === b.tlsVersion &&
    a.ip === b.ip &&
    a.ocspStatus === b.ocspStatus
  );
}
