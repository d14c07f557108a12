import type { LocalIPs, Metric } from '@squall/core';

export type SystemTag =
  | 'proto'
  | 'subproto'
  | 'status'
  | 'method'
  | 'url'
  | 'name'
  | 'group'
  | 'check'
  | 'error'
  | 'error_code'
  | 'tls_version'
  | 'scenario'
  | 'service'
  | 'expected_response'
  | 'iter'
  | 'vu'
  | 'ocsp_status'
  | 'ip';

/** Handles of k6's built-in metrics in one thread's registry. */
export type BuiltinMetrics = Readonly<
  Record<
    | 'vus'
    | 'vus_max'
    | 'iterations'
    | 'iteration_duration'
    | 'dropped_iterations'
    | 'checks'
    | 'group_duration'
    | 'http_reqs'
    | 'http_req_duration'
    | 'http_req_blocked'
    | 'http_req_connecting'
    | 'http_req_tls_handshaking'
    | 'http_req_sending'
    | 'http_req_waiting'
    | 'http_req_receiving'
    | 'http_req_failed'
    | 'ws_sessions'
    | 'ws_connecting'
    | 'ws_session_duration'
    | 'ws_msgs_sent'
    | 'ws_msgs_received'
    | 'ws_ping'
    | 'grpc_req_duration'
    | 'data_sent'
    | 'data_received',
    Metric
  >
>;

/** What all VUs of one thread share about the run. */
export interface TestContext {
  /** The consolidated options in k6's JSON shape (script keys; unset is null); undefined during the throw-away init. */
  readonly options: ConsolidatedOptions | undefined;
  readonly systemTags: ReadonlySet<SystemTag>;
  readonly metrics: BuiltinMetrics;
  /** The system tags `vu` or `iter` are on, so each iteration has metadata of its own. */
  readonly hasIterationMetadata: boolean;
  /** Stops the whole run (`exec.test.abort`) on behalf of a VU, whose iteration then counts as complete. */
  abort(reason: string, vu: object): void;
  /** The VU that aborted the run, if one did. */
  readonly abortedBy: object | undefined;
  /** Marks the run as failed (`exec.test.fail`). */
  fail(reason: string): void;
  readonly instance: InstanceState;
  /** The `rps` option's limiter, shared by all threads; without it each thread limits itself. */
  readonly requestLimiter?: RequestRateLimiter;
}

/** Spreads requests evenly over time. */
export interface RequestRateLimiter {
  /** Takes the next free slot and returns how many ms to wait for it. */
  reserve(nowMs: number): number;
}

/** Counters of this process, over all its threads. */
export interface InstanceState {
  readonly currentTestRunDurationMs: number;
  readonly iterationsCompleted: number;
  readonly iterationsInterrupted: number;
  readonly vusActive: number;
  readonly vusInitialized: number;
}

/** Script-facing options as the HTTP client and other modules need them; durations in ms. */
export interface ConsolidatedOptions {
  readonly http: HttpOptions;
  readonly throw: boolean;
  readonly minIterationDurationMs: number;
  readonly noCookiesReset: boolean;
  readonly localIPs: LocalIPs | undefined;
  /** k6's JSON shape for `exec.test.options`, `vus`/`duration`/`iterations`/`stages` removed. */
  readonly exported: Readonly<Record<string, unknown>>;
}

export interface HttpOptions {
  readonly batch: number;
  readonly batchPerHost: number;
  readonly maxRedirects: number;
  /** '' sends none. */
  readonly userAgent: string;
  readonly discardResponseBodies: boolean;
  readonly httpDebug: '' | 'headers' | 'full';
  readonly rps: number;
  readonly noConnectionReuse: boolean;
  readonly noVUConnectionReuse: boolean;
  readonly insecureSkipTLSVerify: boolean;
  readonly tlsVersion: { readonly min?: string; readonly max?: string } | undefined;
  readonly tlsCipherSuites: readonly string[] | undefined;
  readonly tlsAuth: readonly { cert: string; key: string; password?: string; domains?: readonly string[] }[];
  /** No option of the script's: see `ConnectionOptions`. */
  readonly deniedTargets: readonly string[];
  readonly hosts: Readonly<Record<string, string>>;
  readonly blockHostnames: readonly string[];
  readonly blacklistIPs: readonly string[];
  /** `ttlMs` may be Infinity. */
  readonly dns: {
    readonly ttlMs: number;
    readonly select: 'first' | 'random' | 'roundRobin';
    readonly policy: 'preferIPv4' | 'preferIPv6' | 'onlyIPv4' | 'onlyIPv6' | 'any';
  };
}
