import { createBuiltinMetrics, type LogFields, type LogRecord } from '@squall/core';
import { ScriptRealm } from '../../sandbox/realm.ts';
import { variantOf } from '../../sandbox/suspension.ts';
import type {
  Exchange,
  HttpTransport,
  TlsInfo,
  WireRequest,
  WireResponse,
} from '../../transport/transport.ts';
import type { Operation, Suspendable } from '../../vu/operation.ts';
import type { ConsolidatedOptions, HttpOptions, SystemTag } from '../../vu/test-context.ts';
import { FakeVU } from '../suspending-realm.fixture.ts';
import { httpModule } from './http-module.ts';

export const DEFAULT_OPTIONS: HttpOptions = {
  batch: 20,
  batchPerHost: 6,
  maxRedirects: 10,
  userAgent: 'test/1',
  discardResponseBodies: false,
  httpDebug: '',
  rps: 0,
  noConnectionReuse: false,
  noVUConnectionReuse: false,
  insecureSkipTLSVerify: false,
  tlsVersion: undefined,
  tlsCipherSuites: undefined,
  tlsAuth: [],
  hosts: {},
  deniedTargets: [],
  blockHostnames: [],
  blacklistIPs: [],
  dns: { ttlMs: 0, select: 'first', policy: 'any' },
};

const HTTP_TAGS: readonly SystemTag[] = [
  'proto',
  'status',
  'method',
  'url',
  'name',
  'group',
  'error',
  'error_code',
  'tls_version',
  'scenario',
  'expected_response',
];

export interface Reply {
  readonly status?: number;
  readonly statusText?: string;
  readonly headers?: readonly string[];
  readonly body?: string | Buffer | null;
  readonly failure?: WireResponse['failure'];
  readonly tls?: TlsInfo;
}

type Globals = Readonly<Record<string, unknown>>;

/** The realm scripts really run in; its code is not compiled here, so it runs with the synchronous fallback. */
class TryOutRealm extends ScriptRealm {
  constructor() {
    super();
    this.current.scope = this.createScope();
  }

  /** Runs code that sees the given values as globals. */
  override evaluate(code: string, globals: string | Globals = {}): unknown {
    if (typeof globals === 'string') return super.evaluate(code, globals);
    Object.assign(this.current.scope?.global ?? {}, globals);
    return super.evaluate(code, 'file:///script.js');
  }
}

/** A VU whose requests are answered by a function of the test. */
export class HttpVU extends FakeVU {
  override readonly realm = new TryOutRealm();
  readonly sent: WireRequest[] = [];
  readonly http: HttpTransport;
  readonly entries: Pick<LogRecord, 'level' | 'message' | 'fields'>[] = [];
  readonly #iterationStarts: (() => void)[] = [];
  override readonly log = {
    log: (level: LogRecord['level'], message: string, fields: LogFields = {}) =>
      void this.entries.push({ level, message, fields }),
  };
  override readonly systemTags = new Set<SystemTag>(HTTP_TAGS);
  override readonly test;

  constructor(answer: (request: WireRequest) => Reply = () => ({}), options: Partial<HttpOptions> = {}) {
    super();
    if (this.realm.current.scope !== undefined) this.realm.current.scope.owner = this;
    const send = (request: WireRequest): WireResponse => {
      this.sent.push(request);
      return reply(answer(request));
    };
    this.http = {
      send: (request, onResponse): Exchange => {
        onResponse(send(request));
        return { cancel() {} };
      },
      sendSync: send,
      openSocket: () => {
        throw new Error('only requests are answered here');
      },
      createSecureContext: () => {
        throw new Error('only requests are answered here');
      },
      closeIdle() {},
      destroy() {},
    };
    const consolidated = {
      http: { ...DEFAULT_OPTIONS, ...options },
      throw: false,
      noCookiesReset: false,
      exported: {},
    };
    this.test = {
      metrics: createBuiltinMetrics(this.recorder.registry),
      systemTags: this.systemTags,
      options: consolidated as Partial<ConsolidatedOptions> as ConsolidatedOptions & {
        throw: boolean;
        exported: Record<string, unknown>;
      },
    };
  }

  onIterationStart(callback: () => void): void {
    this.#iterationStarts.push(callback);
  }

  startIteration(): void {
    for (const callback of this.#iterationStarts) callback();
  }

  /** Runs code that sees `http` and `print`; returns what was printed, or its value. */
  script(code: string): unknown {
    return this.run(httpModule, code, { http: httpModule.instantiate(this.context).default });
  }

  /** The operation that a blocking function of the module yields. */
  operationOf(name: string, ...args: unknown[]): Operation {
    const variant = variantOf(Reflect.get(httpModule.instantiate(this.context).default as object, name));
    const body = variant?.apply(undefined, args as never[]) as Suspendable<unknown> | undefined;
    const step = body?.next();
    if (step === undefined || step.done) throw new Error(`${name} did not suspend`);
    return step.value;
  }
}

/** A response with the given parts. */
export function reply(parts: Reply): WireResponse {
  const { status = 200, headers = [], body = '', failure, tls } = parts;
  const bytes = body === null ? null : Buffer.from(body as string);
  return {
    status: failure === undefined ? status : 0,
    statusText: parts.statusText ?? `${status} X`,
    proto: failure === undefined ? 'HTTP/1.1' : '',
    rawHeaders: headers,
    header(name) {
      const values = headers.filter(
        (_, i) => i % 2 === 1 && headers[i - 1]?.toLowerCase() === name.toLowerCase(),
      );
      return values.length === 0 ? undefined : values.join(', ');
    },
    body: bytes,
    text: () => bytes?.toString('utf8') ?? null,
    timings: { blocked: 1, connecting: 2, tlsHandshaking: 3, sending: 4, waiting: 5, receiving: 6 },
    endMs: 5000,
    remoteIp: '10.0.0.1',
    remotePort: 80,
    tls,
    failure,
  };
}
