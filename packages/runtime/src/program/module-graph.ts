import { UserError } from '@squall/core';
import { BlockingAnalysis } from '../compiler/analysis/blocking.ts';
import {
  type ModuleGraph,
  type ModuleModel,
  modelModule,
  resolveImport,
} from '../compiler/analysis/module-model.ts';
import { type CompiledModule, compileModule } from '../compiler/compile.ts';
import { STANDARD_GLOBALS } from '../compiler/global-names.ts';
import { staticKey } from '../compiler/syntax.ts';
import type { ScriptSources } from '../loader/contract.ts';

/** The modules of a script: each file is read, parsed, checked and compiled once per thread. */
export class ScriptGraph implements ModuleGraph {
  readonly sources: ScriptSources;
  readonly #models = new Map<string, ModuleModel>();
  readonly #compiled = new Map<string, CompiledModule>();
  readonly #analysis: BlockingAnalysis;
  /** Standard globals that some module assigns. */
  readonly #overridden = new Set<string>();
  /** Some module may change built-ins that all VUs share. */
  mayChangeBuiltIns = false;

  constructor(sources: ScriptSources, analysis?: { readonly assumesAll: boolean }) {
    this.sources = sources;
    this.#analysis = new BlockingAnalysis(this, analysis?.assumesAll);
  }

  get(url: string): ModuleModel | undefined {
    return this.#models.get(url);
  }

  /** Loads a module with all it imports and, as far as the text tells, requires. */
  load(url: string): ModuleModel {
    const known = this.#models.get(url);
    if (known !== undefined) return known;
    const added: ModuleModel[] = [];
    this.#add(url, added);
    for (const model of added) this.#addRequired(model, added);
    for (const model of added) this.#checkImports(model);
    for (const model of added) this.#noteOverrides(model);
    this.#analysis.add(added);
    return this.#models.get(url) as ModuleModel;
  }

  compiled(model: ModuleModel): CompiledModule {
    let compiled = this.#compiled.get(model.url);
    if (compiled === undefined) {
      compiled = compileModule({
        model,
        graph: this,
        analysis: this.#analysis,
        overridden: this.#overridden,
        isCyclicWith: (url) => this.#reaches(url, model.url, new Set()),
      });
      this.#compiled.set(model.url, compiled);
    }
    return compiled;
  }

  /** Static imports in source order. */
  importsOf(model: ModuleModel): ModuleModel[] {
    return model.requests.flatMap((specifier) => {
      const resolution = model.resolutions.get(specifier);
      return resolution?.kind === 'source' ? (this.#models.get(resolution.url) ?? []) : [];
    });
  }

  /** URLs of all files loaded, and names of all built-in modules they import. */
  specifiers(): readonly string[] {
    const builtins = [...this.#models.values()].flatMap((model) =>
      [...model.resolutions.values()].flatMap((one) => (one.kind === 'builtin' ? [one.specifier] : [])),
    );
    return [...new Set([...this.#models.keys(), ...builtins])];
  }

  /**
   * Built-in modules, and other names, that scripts may ask for; undefined when the word `require` stands somewhere
   * without saying for what.
   */
  requestedModules(): readonly string[] | undefined {
    const models = [...this.#models.values()];
    const named = models.flatMap((model) => [...model.requests, ...literalRequires(model)]);
    return models.every(namesAllItRequires) ? [...new Set(named)] : undefined;
  }

  /** Whether the module or anything it imports awaits at its top. */
  awaits(model: ModuleModel, visited = new Set<string>()): boolean {
    if (visited.has(model.url)) return false;
    visited.add(model.url);
    return model.hasTopLevelAwait || this.importsOf(model).some((imported) => this.awaits(imported, visited));
  }

  #add(url: string, added: ModuleModel[]): void {
    if (this.#models.has(url)) return;
    const model = modelModule(this.sources.load(url));
    this.#models.set(url, model);
    added.push(model);
    for (const specifier of model.requests) {
      const resolution = this.sources.resolve(specifier, url);
      model.resolutions.set(specifier, resolution);
      if (resolution.kind === 'source') this.#add(resolution.url, added);
    }
  }

  /** Only for the analysis: a `require` that is never reached may name a file that does not exist. */
  #addRequired(model: ModuleModel, added: ModuleModel[]): void {
    for (const specifier of literalRequires(model).filter(isFile)) {
      try {
        const resolution = this.sources.resolve(specifier, model.url, 'require');
        if (resolution.kind === 'source') this.#add(resolution.url, added);
      } catch {
        // Reported when the call is reached, if it is.
      }
    }
  }

  #checkImports(model: ModuleModel): void {
    for (const binding of model.scopes.topScope.bindings.values()) {
      const source = binding.importedFrom;
      if (source !== undefined && resolveImport(this, model, source).kind === 'missing') {
        throw new UserError(
          'SCRIPT_EXCEPTION',
          `SyntaxError: The requested module "${source.specifier}" does not provide an export named "${source.name}"`,
        );
      }
    }
  }

  #noteOverrides({ scopes, source }: ModuleModel): void {
    if (CHANGES_BUILT_INS.test(source.code)) this.mayChangeBuiltIns = true;
    const note = (name: string | undefined): void => {
      if (name !== undefined && STANDARD.has(name)) this.#overridden.add(name);
    };
    for (const { node, binding, writes } of scopes.references.values()) {
      if (writes && binding === undefined) note(node.name);
    }
    for (const { name } of scopes.stores) note(name);
  }

  #reaches(from: string, to: string, visited: Set<string>): boolean {
    if (visited.has(from)) return false;
    visited.add(from);
    const model = this.#models.get(from);
    if (model === undefined) return false;
    return this.importsOf(model).some(({ url }) => url === to || this.#reaches(url, to, visited));
  }
}

const STANDARD: ReadonlySet<string> = new Set(STANDARD_GLOBALS);

/** `Array.prototype`, `Math.x = …`, `Object.defineProperty(String, …)` and the like; too often rather than too seldom. */
const CHANGES_BUILT_INS = new RegExp(
  `__proto__|\\b(${STANDARD_GLOBALS.join('|')})\\s*(\\.\\s*prototype\\b(?!\\s*\\.\\s*\\w+\\s*\\.\\s*(call|apply)\\b)|\\.\\s*[\\w$]+\\s*=[^=]|\\[|,)`,
);

/** What stands in calls like `require('./file.js')`. */
function literalRequires({ scopes }: ModuleModel): string[] {
  return scopes.functions.flatMap(({ calls }) =>
    calls.flatMap((call) => {
      if (call.type !== 'CallExpression' || call.callee.type !== 'Identifier') return [];
      const [argument] = call.arguments;
      if (call.callee.name !== 'require' || argument === undefined || argument.type === 'SpreadElement')
        return [];
      const specifier = argument.type === 'Literal' ? staticKey(argument, true) : undefined;
      return specifier === undefined ? [] : [specifier];
    }),
  );
}

const isFile = (specifier: string): boolean => /^(\.|\/|file:)/.test(specifier);

/** Takes comments and strings for code: a module loaded in vain does no harm. */
function namesAllItRequires(model: ModuleModel): boolean {
  const words = model.source.code.match(/\brequire\b/g)?.length ?? 0;
  return words === 0 || words === literalRequires(model).length;
}
