import type { Operation, Suspendable } from '../../vu/operation.ts';
import type { VUContext } from '../../vu/vu-context.ts';
import { failureText, Refusal } from './bridge/failure.ts';
import { BrowserSession, type SessionParts } from './browser-session.ts';
import { readBrowserSettings } from './launch/browser-settings.ts';
import type { Environment } from './launch/find-executable.ts';
import { connectToBrowser, launchBrowser, type OpenedBrowser } from './launch/open-browser.ts';
import { requirePermission } from './playwright.ts';

const NOT_FOUND =
  'browser not found in registry. make sure to set browser type option in scenario definition in order to use the ' +
  'browser module';

export interface BrowserVUParts extends SessionParts {
  readonly env: Environment;
  /** The `browser` of the module. */
  readonly browserObject: object;
  /** Told of browsers being closed, which a run waits for at its end. */
  readonly onClosing: (work: Promise<void>) => void;
}

/** The browsers of one VU: one for each iteration of a scenario that asks for it, and those a script connects to. */
export class BrowserVU {
  readonly #parts: BrowserVUParts;
  readonly #connected = new Set<BrowserSession>();
  #session: BrowserSession | undefined;
  #opening: Promise<OpenedBrowser> | undefined;
  #closing: Promise<void> = Promise.resolve();

  constructor(parts: BrowserVUParts) {
    this.#parts = parts;
    parts.vu.beforeIteration(() => this.#begin());
    parts.vu.onIterationEnd((wasInterrupted) => this.#end(wasInterrupted));
  }

  /** The browser of this iteration. @throws Refusal */
  get session(): BrowserSession {
    if (this.#session === undefined) throw new Refusal(NOT_FOUND);
    return this.#session;
  }

  /** A browser that runs elsewhere, until the iteration ends. @throws Refusal */
  async connect(endpoint: string): Promise<BrowserSession> {
    if (this.#parts.vu.stage !== 'iteration') {
      throw new Refusal('connecting to Chromium over CDP: only iterations can do that');
    }
    requirePermission();
    const { timeoutMs } = readBrowserSettings(this.#parts.env);
    const iteration = this.#parts.vu.iterationInInstance;
    const opened = await connectToBrowser(endpoint, timeoutMs);
    if (iteration !== this.#parts.vu.iterationInInstance) await opened.browser.close();
    const session = new BrowserSession(this.#parts, opened);
    this.#connected.add(session);
    return session;
  }

  /** A browser has no place in an iteration that does not ask for one. */
  #begin(): Suspendable<unknown> | undefined {
    const option = browserOption(this.#parts.vu);
    return option === undefined ? undefined : this.#open(option);
  }

  *#open(option: unknown): Suspendable<unknown> {
    const opening = this.#closing.then(() => this.#openBrowser(option));
    this.#opening = opening;
    const { vu, browserObject } = this.#parts;
    const outcome = (yield outcomeOf(opening)) as Outcome;
    this.#opening = undefined;
    if ('opened' in outcome) {
      this.#session = new BrowserSession(this.#parts, outcome.opened, browserObject);
      return undefined;
    }
    // Not on behalf of this VU: its iteration has not begun.
    vu.test.abort(`error building browser on IterStart: ${outcome.reason}`, {});
    yield vu.loop.abort();
    return undefined;
  }

  async #openBrowser(option: unknown): Promise<OpenedBrowser> {
    checkType(option);
    requirePermission();
    const { vu, env } = this.#parts;
    const settings = readBrowserSettings(env);
    const { endpoints, timeoutMs } = settings;
    const endpoint = endpoints[Math.floor(Math.random() * endpoints.length)];
    if (endpoint === undefined) return launchBrowser(settings, env, vu.test.options?.http.hosts ?? {});
    for (const name of settings.launchVariables) {
      vu.log.log('warning', `setting ${name} option is disallowed when browser is remote`);
    }
    return connectToBrowser(endpoint, timeoutMs);
  }

  #end(wasInterrupted: boolean): void {
    const sessions = [...this.#connected];
    if (this.#session !== undefined) sessions.push(this.#session);
    const opening = this.#opening;
    this.#connected.clear();
    this.#session = undefined;
    this.#opening = undefined;
    if (sessions.length === 0 && opening === undefined) return;
    const work = [
      ...sessions.map((session) => session.end(wasInterrupted)),
      // The iteration was interrupted while its browser was still starting.
      opening?.then(
        ({ browser }) => browser.close(),
        () => {},
      ),
    ];
    this.#closing = Promise.allSettled(work).then(() => {});
    this.#parts.onClosing(this.#closing);
  }
}

interface ExportedScenario {
  readonly options?: { readonly browser?: unknown } | null;
}

function browserOption({ test, scenario }: VUContext): unknown {
  const scenarios = test.options?.exported.scenarios as
    | Readonly<Record<string, ExportedScenario>>
    | undefined;
  if (scenario === undefined || scenarios === undefined || scenarios === null) return undefined;
  return scenarios[scenario.name]?.options?.browser ?? undefined;
}

/** @throws Refusal */
function checkType(option: unknown): void {
  const { type } = Object(option) as { readonly type?: unknown };
  const fail = (reason: string): never => {
    throw new Refusal(`initializing browser type: error parsing browser options: ${reason}`);
  };
  if (type === undefined || type === null || type === '') fail('browser type option must be set');
  if (type !== 'chromium') fail(`unsupported browser type: ${String(type)}`);
}

type Outcome = { readonly opened: OpenedBrowser } | { readonly reason: string };

/** Waits for a browser. An interrupted iteration leaves it to `#end`. */
function outcomeOf(opening: Promise<OpenedBrowser>): Operation<Outcome> {
  let isCancelled = false;
  return {
    start(settle) {
      opening.then(
        (opened) => {
          if (!isCancelled) settle.resolve({ opened });
        },
        (error: unknown) => {
          if (!isCancelled) settle.resolve({ reason: failureText(error) });
        },
      );
    },
    cancel() {
      isCancelled = true;
    },
    runSync() {
      throw new Error('an iteration begins where it can be suspended');
    },
  };
}
