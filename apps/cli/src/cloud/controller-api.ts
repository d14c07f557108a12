import { randomBytes } from 'node:crypto';
import { type Clock, UserError } from '@squall/core';
import { version } from '../../package.json';
import { ApiFailure, type Connection, failureOf, stranger } from './api-failure.ts';
import type {
  Account,
  IssuedToken,
  LoadZone,
  LogLine,
  Project,
  Run,
  RunProgress,
  Session,
  StartedRun,
  StoredTest,
} from './api-types.ts';
import { exchange, type HttpAnswer, NoAnswer } from './exchange.ts';

interface Question {
  readonly body?: Uint8Array | string | FormData;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const LOG_LINES_AT_ONCE = 1000;
const PAGE = 1000;
const CONFLICT = 409;

/** The controller as its clients see it: the k6 cloud API where that suffices, its own where that says more. */
export class ControllerApi {
  readonly #connection: Connection;
  readonly #clock: Clock;

  constructor(connection: Connection, clock: Clock) {
    this.#connection = connection;
    this.#clock = clock;
  }

  get url(): string {
    return this.#connection.url;
  }

  /** Turns a token that works once into one that lasts. */
  redeem(oneTimeToken: string, name: string): Promise<IssuedToken> {
    return this.#post('/api/v1/tokens/redeem', { oneTimeToken, name });
  }

  account(): Promise<Account> {
    return this.#ask('GET', '/cloud/v6/auth');
  }

  session(): Promise<Session> {
    return this.#ask('GET', '/api/v1/session');
  }

  async validate(projectId: number, options: object): Promise<void> {
    const body = { project_id: projectId, is_local_execution: false, options };
    await this.#post('/cloud/v6/validate_options', body);
  }

  /** Stores the archive as the test of that name, be it new or not. @returns the id of the test */
  async upload(projectId: number, name: string, archive: Uint8Array): Promise<number> {
    const path = `/cloud/v6/projects/${projectId}/load_tests`;
    const form = new FormData();
    form.append('name', name);
    form.append('script', new Blob([archive as Uint8Array<ArrayBuffer>]), 'script');
    try {
      return (await this.#ask<StoredTest>('POST', path, { body: form })).id;
    } catch (error) {
      if (!(error instanceof ApiFailure) || error.status !== CONFLICT) throw error;
    }
    const query = new URLSearchParams({ $top: '1', name });
    const { value } = await this.#ask<{ value: readonly StoredTest[] }>('GET', `${path}?${query}`);
    const [test] = value;
    if (test === undefined) throw new UserError('CONTROLLER_REFUSED', `there is no test '${name}' any more`);
    const type = 'application/octet-stream';
    await this.#ask('PUT', `/cloud/v6/load_tests/${test.id}/script`, { body: archive, type });
    return test.id;
  }

  /** Repeating this does not start a second run. */
  start(testId: number): Promise<StartedRun> {
    const headers = { 'k6-idempotency-key': randomBytes(8).toString('hex') };
    return this.#ask('POST', `/cloud/v6/load_tests/${testId}/start`, { headers });
  }

  run(runId: number): Promise<Run> {
    return this.#ask('GET', `/api/v1/runs/${runId}`);
  }

  progress(runId: number): Promise<RunProgress> {
    return this.#ask('GET', `/api/v1/runs/${runId}/progress`);
  }

  /** JSON of a `RunReport`. */
  report(runId: number): Promise<unknown> {
    return this.#ask('GET', `/api/v1/runs/${runId}/report`);
  }

  /** Asks for an end; a run that has ended already is as wished. */
  async stop(runId: number): Promise<'asked' | 'ended-before'> {
    try {
      await this.#ask('POST', `/api/v1/runs/${runId}/stop`);
      return 'asked';
    } catch (error) {
      if (error instanceof ApiFailure && error.status === CONFLICT) return 'ended-before';
      throw error;
    }
  }

  logs(runId: number, afterId: number): Promise<readonly LogLine[]> {
    return this.#ask('GET', `/api/v1/runs/${runId}/logs?afterId=${afterId}&limit=${LOG_LINES_AT_ONCE}`);
  }

  projects(): Promise<readonly Project[]> {
    return this.#pages('/cloud/v6/projects');
  }

  tests(projectId: number): Promise<readonly StoredTest[]> {
    return this.#pages(`/cloud/v6/projects/${projectId}/load_tests`);
  }

  async loadZones(): Promise<readonly LoadZone[]> {
    return (await this.#ask<{ value: readonly LoadZone[] }>('GET', '/cloud/v6/load_zones')).value;
  }

  async #pages<T>(path: string): Promise<readonly T[]> {
    const all: T[] = [];
    for (;;) {
      const query = new URLSearchParams({ $skip: String(all.length), $top: String(PAGE) });
      const page = await this.#ask<{ value: readonly T[]; '@nextLink'?: string }>('GET', `${path}?${query}`);
      all.push(...page.value);
      if (!page['@nextLink'] || page.value.length === 0) return all;
    }
  }

  #post<T>(path: string, body: object): Promise<T> {
    return this.#ask('POST', path, { body: JSON.stringify(body), type: 'application/json' });
  }

  async #ask<T>(method: string, path: string, { body, type, headers }: Question = {}): Promise<T> {
    const { url, token } = this.#connection;
    const answer = await this.#exchange({
      method,
      url: `${url}${path}`,
      headers: {
        accept: 'application/json',
        'user-agent': `squall/${version}`,
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(type === undefined ? {} : { 'content-type': type }),
        ...headers,
      },
      ...(body === undefined ? {} : { body }),
    });
    if (answer.status < 200 || answer.status > 299) throw failureOf(answer, this.#connection);
    return readBody(answer, url) as T;
  }

  async #exchange(request: Parameters<typeof exchange>[0]): Promise<HttpAnswer> {
    try {
      return await exchange(request, this.#clock);
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      throw new UserError(
        'CONTROLLER_UNREACHABLE',
        `the controller at ${this.url} cannot be reached: ${error.message}`,
        { hint: 'start one with `squall controller`, or say where it is with K6_CLOUD_HOST', cause: error },
      );
    }
  }
}

function readBody(answer: HttpAnswer, url: string): unknown {
  if (answer.text === '') return undefined;
  try {
    if (answer.isJSON) return JSON.parse(answer.text);
  } catch {
    // Told the same way as a page that is none of a controller.
  }
  throw stranger(answer, url);
}
