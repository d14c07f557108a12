import { posix } from 'node:path';
import type { Clock, Timer } from '@squall/core';
import type { ScriptSources } from '../loader/contract.ts';
import type { ModuleExports } from '../modules/builtin-module.ts';
import type { Completion } from '../sandbox/contract.ts';
import { VULoop } from '../sandbox/event-loop.ts';
import { ScriptRealm } from '../sandbox/realm.ts';
import type { Operation, Settle } from '../vu/operation.ts';
import { Program } from './program.ts';
import type { ProgramInstance } from './program-instance.ts';

/** Time passes when everything else is done. */
export class StepClock implements Clock {
  #nowMs = 0;
  readonly #timers: { timeMs: number; callback: () => void }[] = [];

  now(): number {
    return this.#nowMs;
  }

  wallMs(): number {
    return this.#nowMs;
  }

  atExactly(timeMs: number, callback: () => void): Timer {
    return this.at(timeMs, callback);
  }

  at(timeMs: number, callback: () => void): Timer {
    const timer = { timeMs, callback };
    this.#timers.push(timer);
    return { cancel: () => this.#remove(timer) };
  }

  defer(callback: () => void): void {
    this.at(this.#nowMs, callback);
  }

  /** Runs what is due next; false if nothing is. */
  step(): boolean {
    const first = this.#timers.reduce<(typeof this)['first']>(
      (earliest, timer) => (earliest === undefined || timer.timeMs < earliest.timeMs ? timer : earliest),
      undefined,
    );
    if (first === undefined) return false;
    this.#remove(first);
    this.#nowMs = Math.max(this.#nowMs, first.timeMs);
    first.callback();
    return true;
  }

  /** Only for its type. */
  readonly first: { timeMs: number; callback: () => void } | undefined;

  #remove(timer: { timeMs: number; callback: () => void }): void {
    const index = this.#timers.indexOf(timer);
    if (index !== -1) this.#timers.splice(index, 1);
  }
}

/** Files of a script by path; `/main.js` is the script. */
export function memorySources(files: Readonly<Record<string, string>>, map?: string): ScriptSources {
  return {
    entryUrl: 'file:///main.js',
    resolve(specifier, fromUrl) {
      if (/^k6(\/|$)/.test(specifier)) return { kind: 'builtin', specifier };
      if (specifier.startsWith('file:')) return { kind: 'source', url: specifier };
      const path = posix.join(posix.dirname(fromUrl.slice('file://'.length)), specifier);
      return { kind: 'source', url: `file://${path}` };
    },
    load(url) {
      const code = files[url.slice('file://'.length)];
      if (code === undefined) throw new Error(`no file ${url}`);
      return { url, code, map, originalText: code };
    },
    open: () => new Uint8Array(),
    find: (path) => ({ absolutePath: path, read: { kind: 'missing' } }),
    freeze: () => {},
    snapshot: () => ({
      entryUrl: 'file:///main.js',
      workingDirectoryUrl: 'file:///',
      modules: [],
      files: [],
      unreadable: [],
      packages: [],
    }),
  };
}

/** Waits for the clock like a request would; counts how often it was reached in each way. */
class FakeRequest implements Operation<unknown> {
  readonly #vu: TestVU;
  readonly #value: unknown;
  #timer: Timer | undefined;

  constructor(vu: TestVU, value: unknown) {
    this.#vu = vu;
    this.#value = value;
  }

  start(settle: Settle<unknown>): void {
    this.#vu.suspensions++;
    this.#timer = this.#vu.clock.at(this.#vu.clock.now() + 1, () => settle.resolve(this.#value));
  }

  cancel(): void {
    this.#timer?.cancel();
  }

  runSync(): unknown {
    this.#vu.fallbacks++;
    return this.#value;
  }
}

export interface TestVUOptions {
  readonly clock?: StepClock;
  readonly realm?: ScriptRealm;
  readonly program?: Program;
  readonly onSyncFallback?: (place: string | undefined) => void;
  /** Of every file. */
  readonly sourceMap?: string;
  /** Compiles as if every call might block. */
  readonly assumesAll?: boolean;
  /** Further built-in modules. */
  readonly builtins?: Readonly<Record<string, ModuleExports>>;
}

/** One VU with a console that is kept, and an `http` whose requests take a millisecond. */
export class TestVU {
  readonly clock: StepClock;
  readonly realm: ScriptRealm;
  readonly loop: VULoop;
  readonly program: Program;
  readonly instance: ProgramInstance;
  readonly console: string[] = [];
  readonly global: Record<PropertyKey, unknown>;
  suspensions = 0;
  fallbacks = 0;
  isInit = true;
  readonly #counters = new Map<string, number>();

  constructor(files: Readonly<Record<string, string>>, options: TestVUOptions = {}) {
    this.clock = options.clock ?? new StepClock();
    this.realm =
      options.realm ??
      new ScriptRealm(options.onSyncFallback === undefined ? {} : { onSyncFallback: options.onSyncFallback });
    this.program =
      options.program ??
      new Program(this.realm, memorySources(files, options.sourceMap), {
        assumesAll: options.assumesAll ?? false,
      });
    if (options.program === undefined) this.program.load();
    const scope = this.realm.createScope();
    const { realm, clock } = this;
    this.loop = new VULoop({ clock, current: realm.current, promises: realm.promises, scope });
    this.global = scope.global;
    this.#defineGlobals();
    this.instance = this.program.instantiate({
      scope,
      isInit: () => this.isInit,
      open: ({ path, baseUrl }) => `content of ${String(path)} at ${baseUrl}`,
      builtin: (specifier) => options.builtins?.[specifier] ?? this.#builtin(specifier),
    });
  }

  /** Runs the init code to its end. */
  init(): Completion {
    const completion = this.complete((done) => this.loop.runBody(this.instance.evaluate(), done));
    this.isInit = false;
    return completion;
  }

  /** Runs an exported function to its end. */
  call(name = 'default', ...args: unknown[]): Completion {
    const exported = this.instance.exported as Record<string, (...args: unknown[]) => unknown>;
    const fn = exported[name];
    if (fn === undefined) throw new Error(`no export ${name}`);
    return this.complete((done) => this.loop.run(fn, undefined, args, done));
  }

  complete(start: (done: (completion: Completion) => void) => Completion | undefined): Completion {
    let completion: Completion | undefined;
    completion = start((later) => {
      completion = later;
    });
    while (completion === undefined && this.clock.step());
    if (completion === undefined) throw new Error('the run never ends');
    return completion;
  }

  #defineGlobals(): void {
    const { realm, loop } = this;
    const log = realm.native('log', 0, (...args: unknown[]) => {
      this.console.push(args.map(show).join(' '));
    });
    const timer = (name: string, repeat: boolean) =>
      realm.native(name, 2, (callback, delay: unknown, ...args: unknown[]) => {
        if (typeof callback !== 'function')
          throw realm.goError(`${name}'s callback isn't a callable function`);
        return loop.setTimer(callback, Number(delay) || 0, args, repeat);
      });
    const clear = (name: string) => realm.native(name, 1, (id: unknown) => loop.clearTimer(id as number));
    Object.assign(this.global, {
      console: Object.assign(realm.createObject(), { log }),
      setTimeout: timer('setTimeout', false),
      setInterval: timer('setInterval', true),
      clearTimeout: clear('clearTimeout'),
      clearInterval: clear('clearInterval'),
      __VU: 1,
      __ITER: 0,
      __ENV: Object.assign(realm.createObject(), { HTTP_URL: 'http://target' }),
    });
  }

  #builtin(specifier: string): ModuleExports {
    const { realm } = this;
    if (specifier === 'k6/http') return { default: this.#http() };
    const { global } = this;
    if (specifier === 'k6/timers') {
      const { setTimeout, setInterval, clearTimeout, clearInterval } = global;
      return { named: { setTimeout, setInterval, clearTimeout, clearInterval } };
    }
    if (specifier === 'k6/metrics')
      return {
        named: {
          Trend: class {
            add() {}
          },
          Counter: class {
            add() {}
          },
        },
      };
    if (specifier !== 'k6') throw new Error(`unknown module ${specifier}`);
    const { loop } = this;
    const named = {
      sleep: realm.suspendable('sleep', 1, function* (seconds: number) {
        yield loop.sleep(seconds * 1000);
        return undefined;
      }),
      group: realm.suspendable('group', 2, (_: string, fn: unknown) => realm.call(fn, undefined, [])),
      check: realm.suspendable('check', 2, function* (value: unknown, sets: Record<string, unknown>) {
        let passes = true;
        for (const predicate of Object.values(sets)) {
          passes = Boolean(yield* realm.call(predicate, undefined, [value])) && passes;
        }
        return passes;
      }),
      fail: realm.native('fail', 1, (text: string) => {
        throw realm.goError(text);
      }),
    };
    return { named };
  }

  #http(): unknown {
    const request = (name: string, method: string) =>
      this.realm.suspendable(name, 2, function* (this: void, url: string, body: unknown) {
        return yield new FakeRequest(vu, vu.#respond(method, String(url), body));
      });
    const vu = this;
    return Object.assign(this.realm.createObject(), {
      get: request('get', 'GET'),
      post: request('post', 'POST'),
      del: request('del', 'DELETE'),
    });
  }

  /** What the conformance target would answer. */
  #respond(method: string, url: string, body: unknown): unknown {
    if (!url.startsWith('http')) throw this.realm.goError(`invalid URL ${url}`);
    const [path = '', query = ''] = url.slice('http://target'.length).split('?');
    const args = Object.fromEntries(new URLSearchParams(query));
    const counter = /^\/counter\/(.*)$/.exec(path)?.[1];
    const status = Number(/^\/status\/(\d+)$/.exec(path)?.[1] ?? 200);
    const json: Record<string, unknown> = { args, path: encodeURI(path), method };
    if (counter !== undefined) {
      json.n = (this.#counters.get(counter) ?? 0) + 1;
      this.#counters.set(counter, json.n as number);
    }
    if (typeof body === 'string') json.data = body;
    else if (typeof body === 'object' && body !== null) {
      json.form = Object.fromEntries(Object.entries(body).map(([key, value]) => [key, String(value)]));
    }
    if (path.startsWith('/api/products')) Object.assign(json, products(path, args));
    const response = { status, json: (selector?: string) => this.#select(json, selector) };
    return Object.assign(this.realm.createObject(), response);
  }

  #select(json: unknown, selector: string | undefined): unknown {
    const parts = selector === undefined || selector === '' ? [] : selector.split('.');
    return this.realm.clone(
      parts.reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], json),
    );
  }
}

const PRODUCTS = [
  { id: 1, name: 'Lamp', price: 12, tags: ['home', 'light'] },
  { id: 2, name: 'Kettle', price: 30, tags: ['home', 'kitchen'] },
  { id: 3, name: 'Rope', price: 7, tags: ['outdoor'] },
  { id: 4, name: 'Lantern', price: 22, tags: ['light', 'outdoor'] },
  { id: 5, name: 'Spoon', price: 3, tags: ['kitchen'] },
];

function products(path: string, { q }: Record<string, string>): object {
  const id = /\/(\d+)$/.exec(path)?.[1];
  if (id !== undefined) return PRODUCTS.find((product) => product.id === Number(id)) ?? {};
  return { products: PRODUCTS.filter(({ name }) => q === undefined || name.includes(q)) };
}

/** Console arguments as k6 shows the simple ones. */
function show(value: unknown): string {
  return typeof value === 'object' && value !== null && !('stack' in value)
    ? JSON.stringify(value)
    : String(value);
}
