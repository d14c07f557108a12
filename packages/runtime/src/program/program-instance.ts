import { isUserError } from '@squall/core';
import type { ModuleModel } from '../compiler/analysis/module-model.ts';
import type { ImportSlot } from '../compiler/emit/names.ts';
import type { AwaitSignal } from '../sandbox/coroutine.ts';
import { Coroutine } from '../sandbox/coroutine.ts';
import type { PromiseCore } from '../sandbox/promise-core.ts';
import type { ScriptRealm } from '../sandbox/realm.ts';
import { advance, delegate } from '../sandbox/suspension.ts';
import type { AnyFunction, Suspendable } from '../vu/operation.ts';
import { ModuleScope } from './module-scope.ts';
import {
  BuiltinInstance,
  type CommonJsRecord,
  createExports,
  createNamespace,
  type ExportsObject,
  fillCommonJsNamespace,
} from './namespaces.ts';
import type { Program, ProgramHost } from './program.ts';

/** A module of one VU. */
interface ModuleInstance {
  readonly model: ModuleModel;
  /** Of an ES module. */
  readonly exports: ExportsObject;
  /** Of a CommonJS file. */
  readonly record: CommonJsRecord;
  /** CommonJS's `module`. */
  readonly module: { exports: unknown };
  body: Suspendable<unknown> | undefined;
  state: 'linked' | 'evaluating' | 'evaluated' | 'failed';
  error: unknown;
  /** Set while the module awaits at its top. */
  promise: { readonly promise: object; readonly core: PromiseCore } | undefined;
  namespace: object | undefined;
}

const NONE: readonly string[] = [];

/** Shared by all ES modules. */
const NO_COMMONJS_MODULE = { exports: undefined };
const NO_COMMONJS_RECORD: CommonJsRecord = { exports: undefined, default: undefined };

function createCommonJsModule(realm: ScriptRealm): { exports: unknown } {
  const module = realm.createObject();
  module.exports = realm.createObject();
  return module as { exports: unknown };
}

/** The modules of one VU: the same code, with variables of their own. */
export class ProgramInstance {
  readonly #program: Program;
  readonly #host: ProgramHost;
  readonly #realm: ScriptRealm;
  readonly #instances = new Map<string, ModuleInstance>();
  #builtins: Map<string, BuiltinInstance> | undefined;
  /** Calls of `require` that run code at the moment, and the modules they run. */
  #requireDepth = 0;
  #required: readonly string[] = NONE;

  constructor(program: Program, host: ProgramHost) {
    this.#program = program;
    this.#host = host;
    this.#realm = program.realm;
    host.scope.entry = new ModuleScope(this, program.graph.sources.entryUrl);
  }

  get realm(): ScriptRealm {
    return this.#realm;
  }

  /**
   * Runs the init code; to be driven by the VU's event loop (`runBody`). Its value is that of `exported`, or a
   * promise of it if a module awaits at its top.
   */
  *evaluate(): Suspendable<unknown> {
    const { graph } = this.#program;
    const model = graph.load(graph.sources.entryUrl);
    if (graph.mayChangeBuiltIns) this.#realm.builtIns.restore();
    if (!graph.awaits(model)) {
      yield* this.#evaluateEntry(model);
      return this.exported;
    }
    const { promise, core } = this.#realm.promises.create();
    const rest = this.#startAsync(this.#evaluateEntry(model), core);
    // The loop reports the rejection as an error of the init code, not as one nobody listened to.
    core.react({ settled: () => undefined });
    if (rest !== undefined) yield* delegate(rest);
    return promise;
  }

  /** What the script exports: the namespace of an ES module, or the `exports` of CommonJS. */
  get exported(): unknown {
    const { graph } = this.#program;
    const instance = this.#instances.get(graph.sources.entryUrl);
    if (instance === undefined) return undefined;
    return instance.model.kind === 'cjs' ? instance.module.exports : this.#namespaceOf(instance);
  }

  /** `require()`. */
  *require(specifier: unknown, fromUrl: string): Suspendable<unknown> {
    this.#requireInit('require');
    const name = String(specifier);
    if (name === '') throw this.#realm.goError("require() can't be used with an empty specifier");
    const loaded = this.#asScriptErrors(() => {
      const resolution = this.#program.graph.sources.resolve(name, fromUrl, 'require');
      if (resolution.kind === 'builtin') return this.#builtin(resolution.specifier);
      return this.#program.graph.load(resolution.url);
    });
    if (loaded instanceof BuiltinInstance) return loaded.required;
    this.#requireDepth++;
    try {
      yield* this.#evaluateRequired(loaded);
    } finally {
      this.#requireDepth--;
    }
    const instance = this.#instanceOf(loaded);
    return loaded.kind === 'cjs' ? instance.module.exports : this.#namespaceOf(instance);
  }

  /** In k6 relative paths start from the module that `require` runs, else from the outermost caller's file. */
  open(path: unknown, mode: unknown, writtenIn: string): unknown {
    this.#requireInit('open');
    const baseUrl = this.#required.at(-1) ?? this.#realm.outermostFile() ?? writtenIn;
    return this.#asScriptErrors(() => this.#host.open({ path, mode, baseUrl, writtenIn }));
  }

  /** `import.meta.resolve()`. */
  resolve(specifier: unknown, fromUrl: string): string {
    const resolution = this.#asScriptErrors(() =>
      this.#program.graph.sources.resolve(String(specifier), fromUrl),
    );
    return resolution.kind === 'builtin' ? resolution.specifier : resolution.url;
  }

  #requireInit(name: string): void {
    if (this.#host.isInit()) return;
    throw this.#realm.goError(
      `the "${name}" function is only available in the init stage (i.e. the global scope), see https://grafana.com/docs/k6/latest/using-k6/test-lifecycle/ for more information`,
    );
  }

  /** Errors of loading become errors the script can catch. */
  #asScriptErrors<T>(load: () => T): T {
    try {
      return load();
    } catch (error) {
      if (isUserError(error)) throw this.#realm.goError(error.message);
      throw error;
    }
  }

  #builtin(specifier: string): BuiltinInstance {
    this.#builtins ??= new Map();
    let builtin = this.#builtins.get(specifier);
    if (builtin === undefined) {
      builtin = new BuiltinInstance(this.#realm, this.#host.builtin(specifier));
      this.#builtins.set(specifier, builtin);
    }
    return builtin;
  }

  *#evaluateEntry(model: ModuleModel): Suspendable<unknown> {
    yield* this.#evaluateGraph(model);
    if (this.#program.graph.mayChangeBuiltIns) this.#realm.builtIns.keepApart(this.#host.scope);
    return undefined;
  }

  /** A module awaiting at its top is left to go on by itself: `require` is synchronous. */
  *#evaluateRequired(model: ModuleModel): Suspendable<unknown> {
    if (!this.#program.graph.awaits(model)) return yield* this.#evaluateGraph(model);
    const { core } = this.#realm.promises.create();
    const rest = this.#startAsync(this.#evaluateGraph(model), core);
    if (rest !== undefined) yield* delegate(rest);
    return undefined;
  }

  /** Links the module with all it imports, then runs what has not run yet, imports first. */
  *#evaluateGraph(model: ModuleModel): Suspendable<unknown> {
    const order = this.#inEvaluationOrder(model, []);
    for (const each of order) this.#instanceOf(each);
    for (const each of order) this.#link(this.#instanceOf(each));
    for (const each of order) yield* this.#evaluate(this.#instanceOf(each));
    return undefined;
  }

  #inEvaluationOrder(
    model: ModuleModel,
    order: ModuleModel[],
    visited = new Set<ModuleModel>(),
  ): ModuleModel[] {
    if (visited.has(model)) return order;
    visited.add(model);
    for (const imported of this.#program.graph.importsOf(model))
      this.#inEvaluationOrder(imported, order, visited);
    order.push(model);
    return order;
  }

  #instanceOf(model: ModuleModel): ModuleInstance {
    let instance = this.#instances.get(model.url);
    if (instance === undefined) {
      const isCommonJs = model.kind === 'cjs';
      const module = isCommonJs ? createCommonJsModule(this.#realm) : NO_COMMONJS_MODULE;
      instance = {
        model,
        exports: createExports(this.#realm, model),
        record: isCommonJs ? { exports: module.exports, default: undefined } : NO_COMMONJS_RECORD,
        module,
        body: undefined,
        state: 'linked',
        error: undefined,
        promise: undefined,
        namespace: undefined,
      };
      this.#instances.set(model.url, instance);
    }
    return instance;
  }

  #link(instance: ModuleInstance): void {
    if (instance.body !== undefined || instance.state !== 'linked') return;
    const { model, module } = instance;
    // An import without names binds nothing, but the module must exist.
    for (const to of model.resolutions.values()) if (to.kind === 'builtin') this.#builtin(to.specifier);
    const { compiled, body } = this.#program.bodyOf(model);
    const scope = new ModuleScope(this, model.url, () => compiled.imports.map((slot) => this.#import(slot)));
    const { global } = this.#host.scope;
    if (model.kind === 'esm') {
      instance.body = body(scope, global, instance.exports);
      advance(instance.body);
    } else {
      const thisArg = module.exports;
      const parameters = [scope, global, instance.exports, module, module.exports];
      instance.body = Reflect.apply(body as AnyFunction, thisArg, parameters) as Suspendable<unknown>;
    }
  }

  #import(slot: ImportSlot): unknown {
    if (slot.kind === 'builtin') return this.#builtin(slot.specifier)[slot.form];
    const model = this.#program.graph.load(slot.url);
    const instance = this.#instanceOf(model);
    if (slot.form === 'namespace') return this.#namespaceOf(instance);
    return slot.kind === 'esm' ? instance.exports : instance.record;
  }

  *#evaluate(instance: ModuleInstance): Suspendable<unknown> {
    if (instance.promise !== undefined) yield this.#awaiting(instance.promise.promise) as never;
    if (instance.state === 'failed') throw instance.error;
    if (instance.state !== 'linked' || instance.body === undefined) return;
    const { body } = instance;
    instance.state = 'evaluating';
    instance.body = undefined;
    const isRequired = this.#requireDepth > 0;
    if (isRequired) this.#required = [...this.#required, instance.model.url];
    try {
      if (instance.model.hasTopLevelAwait) yield* this.#evaluateAsync(instance, body);
      else yield* delegate(body);
      if (instance.model.kind === 'cjs') this.#completeCommonJs(instance);
      instance.state = 'evaluated';
    } catch (error) {
      instance.state = 'failed';
      instance.error = error;
      throw error;
    } finally {
      if (isRequired) this.#required = this.#required.slice(0, -1);
    }
  }

  *#evaluateAsync(instance: ModuleInstance, body: Suspendable<unknown>): Suspendable<unknown> {
    instance.promise = this.#realm.promises.create();
    const rest = this.#startAsync(body, instance.promise.core);
    if (rest !== undefined) yield* delegate(rest);
    yield this.#awaiting(instance.promise.promise) as never;
    return undefined;
  }

  #startAsync(body: Suspendable<unknown>, core: PromiseCore): Suspendable<unknown> | undefined {
    return new Coroutine(this.#realm.promises, this.#realm.awaitSignal, body, core).start();
  }

  #awaiting(promise: object): AwaitSignal {
    return this.#realm.awaitSignal.of(promise);
  }

  #completeCommonJs(instance: ModuleInstance): void {
    const { module, record } = instance;
    const { exports } = module;
    if (exports === null || exports === undefined) {
      throw this.#realm.goError("CommonJS's exports must not be null");
    }
    record.exports = exports;
    const main = (exports as ExportsObject).default;
    record.default = main === undefined ? exports : main;
    fillCommonJsNamespace(this.#namespaceOf(instance), record);
  }

  #namespaceOf(instance: ModuleInstance): object {
    instance.namespace ??=
      instance.model.kind === 'cjs'
        ? (Object.create(null) as object)
        : createNamespace(this.#realm, this.#program.graph, instance.model, (url, name) =>
            this.#read(url, name),
          );
    return instance.namespace;
  }

  #read(url: string, name: string): unknown {
    const model = this.#program.graph.get(url);
    if (model === undefined) {
      const builtin = this.#builtin(url);
      if (name === 'default') return builtin.default;
      return name === '*' ? builtin.namespace : (builtin.named as ExportsObject)[name];
    }
    const instance = this.#instanceOf(model);
    if (name === '*') return this.#namespaceOf(instance);
    if (model.kind === 'esm') return instance.exports[name];
    return name === 'default' ? instance.record.default : (instance.record.exports as ExportsObject)[name];
  }
}
