import type { ModuleModel } from '../compiler/analysis/module-model.ts';
import type { CompiledModule } from '../compiler/compile.ts';
import type { ScriptSources } from '../loader/contract.ts';
import type { ModuleExports } from '../modules/builtin-module.ts';
import type { ScriptRealm } from '../sandbox/realm.ts';
import type { VUScope } from '../sandbox/vu-scope.ts';
import type { Suspendable } from '../vu/operation.ts';
import { createFunctionCompiler } from './function-compiler.ts';
import { ScriptGraph } from './module-graph.ts';
import { ProgramInstance } from './program-instance.ts';

/** A call of `open`. */
export interface OpenCall {
  readonly path: unknown;
  readonly mode: unknown;
  /** The file that relative paths start from. */
  readonly baseUrl: string;
  /** The file the call is written in. */
  readonly writtenIn: string;
}

/** What a VU brings along for its own instance of the script. */
export interface ProgramHost {
  readonly scope: VUScope;
  /** An instance of a built-in module; asked for once per VU and specifier. Throws for unknown ones. */
  builtin(specifier: string): ModuleExports;
  /** `open` and `require` work in init code only. */
  isInit(): boolean;
  /** A file as `open` gives it to the script. */
  open(call: OpenCall): unknown;
}

/** A module's generator function, made once per thread. */
export type ModuleBody = (...parameters: unknown[]) => Suspendable<unknown>;

/** The script of a run in one thread: its code, shared by all VUs of the thread. */
export class Program {
  readonly realm: ScriptRealm;
  readonly graph: ScriptGraph;
  readonly #bodies = new Map<string, { compiled: CompiledModule; body: ModuleBody }>();

  /** `analysis` is for tests. */
  constructor(realm: ScriptRealm, sources: ScriptSources, analysis?: { readonly assumesAll: boolean }) {
    this.realm = realm;
    realm.compileFunction = createFunctionCompiler(realm);
    this.graph = new ScriptGraph(sources, analysis);
  }

  /** Reads, parses and links everything the script imports; throws `UserError`. */
  load(): void {
    this.graph.load(this.graph.sources.entryUrl);
  }

  /** A VU's own modules, not evaluated yet. */
  instantiate(host: ProgramHost): ProgramInstance {
    return new ProgramInstance(this, host);
  }

  bodyOf(model: ModuleModel): { readonly compiled: CompiledModule; readonly body: ModuleBody } {
    let entry = this.#bodies.get(model.url);
    if (entry === undefined) {
      const compiled = this.graph.compiled(model);
      this.realm.sources.add(compiled.source);
      const factory = this.realm.evaluate(compiled.code, model.url) as (forModules: unknown) => ModuleBody;
      entry = { compiled, body: factory(this.realm.forModules) };
      this.#bodies.set(model.url, entry);
    }
    return entry;
  }
}
