import { readFileSync } from 'node:fs';
import { types } from 'node:util';
import {
  createMetricRegistry,
  isUserError,
  K6_VERSION,
  type Logger,
  localIPOfVU,
  type MetricRegistry,
  type SampleRecorder,
  type TagSet,
  UserError,
} from '@squall/core';
import type { ScriptSources } from '../loader/contract.ts';
import { fetchKeepingCopies } from '../loader/kept-modules.ts';
import { type OpenedScript, openScript } from '../loader/open-script.ts';
import { createRemoteFetcher } from '../loader/remote-fetch.ts';
import { sourcesFromSnapshot } from '../loader/script-sources.ts';
import { readUseDirectives, unmetDirective } from '../loader/use-directives.ts';
import { SharedArrayStore } from '../modules/data/shared-array-store.ts';
import { ModuleRegistry } from '../modules/registry.ts';
import { Program } from '../program/program.ts';
import type { Completion } from '../sandbox/contract.ts';
import { VULoop } from '../sandbox/event-loop.ts';
import { ScriptRealm } from '../sandbox/realm.ts';
import { exportJson, NotSerialisable } from '../vu/export-json.ts';
import { RealClock } from '../vu/real-clock.ts';
import type { ConsolidatedOptions, TestContext } from '../vu/test-context.ts';
import type { IterationTally, ThreadContext } from '../vu/thread-context.ts';
import type { ScriptExports, VU, VUIdentity } from '../vu/vu.ts';
import { VUGlobals } from '../vu/vu-globals.ts';
import { InitContext } from './init-context.ts';
import { initVU } from './init-vu.ts';
import type { LoadedScript, LoadRequest } from './messages.ts';
import { nameTest } from './name-test.ts';
import type { threadTransports } from './thread-transport.ts';

export interface LoadDeps {
  readonly log: Logger;
  readonly consoleLog: Logger;
  readonly onSecretRead?: (value: string) => void;
}

/** What a run adds to a loaded script so that VUs can be made. */
export interface RunParts {
  readonly recorder: SampleRecorder;
  readonly test: TestContext;
  readonly runTags: TagSet;
  tally(scenario: string): IterationTally;
  readonly options: ConsolidatedOptions;
}

/** Reads the script and everything it imports and, in the first thread, runs its init code once. */
export async function loadScript(request: LoadRequest, deps: LoadDeps): Promise<LoadedProgram> {
  const { script } = request;
  if (script.kind === 'snapshot') {
    const sources = sourcesFromSnapshot(script.snapshot, deps.log);
    const loaded = new LoadedProgram(request, deps, { kind: 'script', sources });
    await loaded.loadCode();
    return loaded;
  }
  const opened = await open(request, deps);
  const loaded = new LoadedProgram(request, deps, opened);
  await loaded.runInitOnce(script.argument);
  return loaded;
}

async function open(request: LoadRequest, deps: LoadDeps): Promise<OpenedScript> {
  const { script, workingDirectory, proxyEnvironment, caFile, keptModulesFolder: folder } = request;
  if (script.kind !== 'argument') throw new Error('a snapshot needs no opening');
  const fetcher = createRemoteFetcher({ environment: proxyEnvironment, extraCa: authoritiesIn(caFile) });
  try {
    const fetch = (url: string) => fetcher.fetch(url);
    return await openScript(script.argument, {
      workingDirectory,
      fetchRemote: folder === undefined ? fetch : fetchKeepingCopies({ folder, fetch, log: deps.log }),
      log: deps.log,
      type: script.type,
      ...(script.stdin === undefined ? {} : { stdin: script.stdin }),
    });
  } finally {
    // Imports fetch later, with a thread of their own; the process does not wait for it.
    fetcher.close();
  }
}

/** A file that cannot be read is passed over, as Go does. */
function authoritiesIn(caFile: string | undefined): string[] {
  try {
    return caFile === undefined ? [] : [readFileSync(caFile, 'utf8')];
  } catch {
    return [];
  }
}

/** A script in one thread: code, files, and the means to make VUs that run it. */
export class LoadedProgram {
  readonly realm: ScriptRealm;
  readonly clock = new RealClock();
  readonly registry: MetricRegistry = createMetricRegistry();
  readonly program: Program;
  readonly sources: ScriptSources;
  readonly modules: ModuleRegistry;
  readonly globals: VUGlobals;
  readonly environment: Readonly<Record<string, string>>;
  /** Told each time before the thread waits for a blocking call. */
  onSyncWait: (() => void) | undefined;
  readonly #dateOffsetMs = this.clock.wallMs() - this.clock.now();
  readonly #request: LoadRequest;
  readonly #deps: LoadDeps;
  readonly #opened: OpenedScript;
  readonly #sharedArrays: SharedArrayStore;
  readonly #warnedPlaces = new Set<string>();
  #threadTransports: typeof threadTransports | undefined;
  #found: Pick<LoadedScript, 'optionsJson' | 'exports'> | undefined;

  constructor(request: LoadRequest, deps: LoadDeps, opened: OpenedScript) {
    const { script } = request;
    this.#request = request;
    this.#deps = deps;
    this.#opened = opened;
    this.sources = opened.sources;
    this.#sharedArrays = new SharedArrayStore(script.kind === 'snapshot' ? script.sharedArrays : []);
    this.modules = new ModuleRegistry({
      sharedArrays: this.#sharedArrays,
      sources: this.sources,
      secretSources: request.secretSources ?? [],
      onSecretRead: (value) => deps.onSecretRead?.(value),
    });
    this.environment = {
      ...(opened.kind === 'archive' ? opened.archive.metadata.env : {}),
      ...request.environment,
    };
    this.realm = new ScriptRealm({
      hasGlobalAlias: request.extendedGlobals,
      onSyncFallback: (position) => {
        this.onSyncWait?.();
        this.#warnOfSyncFallback(position);
      },
    });
    this.globals = new VUGlobals(this.realm, deps);
    this.program = new Program(this.realm, opened.sources);
  }

  /** Loads the script's files, and of our own modules the ones it asks for. @throws UserError */
  async loadCode(): Promise<void> {
    this.program.load();
    await this.modules.load(this.program.graph.requestedModules());
    // Nothing else makes requests.
    if (!this.modules.has('k6/http')) return;
    this.#threadTransports = (await import('./thread-transport.ts')).threadTransports;
  }

  /** @throws UserError when the script cannot be read or its init code fails. */
  async runInitOnce(argument: string): Promise<void> {
    const init = new InitContext(this.registry);
    const thread = this.threadContext({ ...init, options: undefined });
    try {
      await this.loadCode();
      this.#warnOfUnmetDirectives();
      const vu = await initVU(this, thread, { idInInstance: 0, idInTest: 0 }, {});
      this.#found = describeExports(vu.exports);
      this.sources.freeze();
    } catch (error) {
      throw isUserError(error) && error.fields.source === 'stacktrace'
        ? error
        : nameTest(error, { argument, entryUrl: this.sources.entryUrl });
    }
  }

  describe(): LoadedScript {
    const { metadata } = this.#opened.kind === 'archive' ? this.#opened.archive : { metadata: undefined };
    return {
      optionsJson: this.#found?.optionsJson,
      exports: this.#found?.exports ?? {},
      entryUrl: this.sources.entryUrl,
      entryText: this.sources.load(this.sources.entryUrl).originalText,
      imports: this.program.graph.specifiers(),
      archive:
        metadata === undefined
          ? undefined
          : { optionsJson: JSON.stringify(metadata.options), env: metadata.env ?? {} },
      environment: this.environment,
      snapshot: this.sources.snapshot(),
      sharedArrays: this.#sharedArrays.snapshot(),
      metrics: this.registry.all().map(({ name, type, contains }) => ({ name, type, contains })),
    };
  }

  threadContext(
    parts: Omit<RunParts, 'options'> & { readonly options: ConsolidatedOptions | undefined },
  ): ThreadContext {
    const { realm, clock } = this;
    const { log } = this.#deps;
    const { options } = parts;
    let createTransport: ReturnType<typeof threadTransports> | undefined;
    return {
      realm,
      clock,
      wallOffsetMs: clock.wallMs() - clock.now(),
      dateOffsetMs: this.#dateOffsetMs,
      log,
      recorder: parts.recorder,
      test: parts.test,
      runTags: parts.runTags,
      tally: (scenario) => parts.tally(scenario),
      baseEnv: this.environment,
      freezesEnv: this.#request.freezeEnvironment,
      setupDataJson: undefined,
      createSandbox: (owner) => {
        const scope = realm.createScope();
        scope.owner = owner;
        const loop = new VULoop({ clock, current: realm.current, promises: realm.promises, scope });
        return { loop, global: scope.global, scope };
      },
      createTransport: (vuId, traffic) => {
        if (options === undefined) throw new Error('init code makes no requests');
        createTransport ??= this.#threadTransports?.(options.http, this.#request, { clock });
        if (createTransport === undefined) throw new Error('the script does not import k6/http');
        const { localIPs } = options;
        return createTransport(traffic, localIPs === undefined ? undefined : localIPOfVU(localIPs, vuId));
      },
      describeError: (error) => realm.describeError(error),
      describeRejection: (reason) => this.#describeRejection(reason),
    };
  }

  initVU(thread: ThreadContext, identity: VUIdentity, settledOptionsJson: string): Promise<VU> {
    return initVU(this, thread, identity, { settledOptionsJson });
  }

  /** An error that init code, setup or teardown ended with. */
  scriptError(completion: Completion & { readonly error: unknown }, hint = 'script exception'): UserError {
    if (completion.kind === 'unhandled-rejection') {
      return new UserError('UNCAUGHT_REJECTION_IN_INIT', this.#describeRejection(completion.error));
    }
    const text = this.realm.describeError(completion.error);
    return new UserError('SCRIPT_EXCEPTION', text, { hint, fields: { source: 'stacktrace' } });
  }

  /** What a function returned is a promise although its event loop came to rest: it will never be settled. */
  isNeverSettled(returned: unknown): boolean {
    return this.realm.promises.coreOf(returned) !== undefined;
  }

  /** Logs what a stage ended with whose failure does not end the run. */
  logError(completion: Completion & { readonly error: unknown }, log: Logger): void {
    const error = this.scriptError(completion);
    const hint = error.hint === undefined ? {} : { hint: error.hint };
    log.log('error', error.message, { ...error.fields, ...hint });
  }

  /** Only errors know where they come from. */
  #describeRejection(reason: unknown): string {
    const text = this.realm.describeError(reason);
    return `Uncaught (in promise) ${types.isNativeError(reason) ? text : text.replace(/\n\tat [\s\S]*$/, '')}`;
  }

  /** k6 means to resolve paths of `open` like imports one day. */
  warnOfOpenBase(base: string, future: string): void {
    if (base === future) return;
    this.#deps.log.log(
      'warning',
      `open() was used and is currently relative to '${base}', but in the future it will be aligned with how ` +
        `\`require\` and imports work and will be relative to '${future}'. This means that in the future open will ` +
        'open relative path relative to the module/file it is written in. You can future proof this by using ' +
        '`import.meta.resolve()` to get relative paths to the file it is written in the current k6 version.',
    );
  }

  #warnOfUnmetDirectives(): void {
    for (const { url, originalText } of this.sources.snapshot().modules) {
      for (const directive of readUseDirectives(originalText)) {
        const reason = unmetDirective(directive, K6_VERSION);
        if (reason === undefined) continue;
        const asked = `${directive.dependency} ${directive.constraint}`.trim();
        this.#deps.log.log('warning', `the script asks to use ${asked}, but ${reason}`, { file: url });
      }
    }
  }

  #warnOfSyncFallback(position: string | undefined): void {
    const place = position ?? 'native code';
    if (this.#warnedPlaces.has(place)) return;
    this.#warnedPlaces.add(place);
    this.#deps.log.log(
      'debug',
      `a blocking call holds up all VUs of its thread, since it is made where a script cannot be suspended: ${place}`,
    );
  }
}

function describeExports(exports: ScriptExports): Pick<LoadedScript, 'optionsJson' | 'exports'> {
  const entries = Object.entries(exports).map(
    ([name, value]) => [name, typeof value === 'function'] as const,
  );
  return { optionsJson: exportOptions(exports.options), exports: Object.fromEntries(entries) };
}

function exportOptions(options: unknown): string | undefined {
  if (options === null) return undefined;
  try {
    return exportJson(options);
  } catch (error) {
    if (!(error instanceof NotSerialisable)) throw error;
    throw new UserError('INVALID_RUNTIME_OPTION', `error parsing script options: ${error.message}`);
  }
}
