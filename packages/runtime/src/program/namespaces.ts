import { exportNames, type ModuleModel, resolveExport } from '../compiler/analysis/module-model.ts';
import { canonicalExport } from '../compiler/emit/names.ts';
import type { ModuleExports } from '../modules/builtin-module.ts';
import type { ScriptRealm } from '../sandbox/realm.ts';
import { UNINITIALISED } from '../sandbox/uninitialised.ts';
import type { ScriptGraph } from './module-graph.ts';

export type ExportsObject = Record<string, unknown>;

/** What `require` gives for a CommonJS file, and what imports of it read. */
export interface CommonJsRecord {
  exports: unknown;
  /** `import x from`: the export of that name if there is one, else all exports. */
  default: unknown;
}

/** The exports of an ES module before it runs: functions are added by its first step. */
export function createExports(realm: ScriptRealm, model: ModuleModel): ExportsObject {
  const exports = realm.createObject();
  for (const [name, value] of model.exports.local) {
    const isLate = 'scope' in value ? value.kind !== 'var' && !value.reassigned : true;
    exports[canonicalExport(model, name)] = isLate ? UNINITIALISED : undefined;
  }
  return exports;
}

/** Reads an export of a module that may be anywhere in the graph. */
export type ReadExport = (url: string, name: string) => unknown;

/** The object of `import * as ns`. */
export function createNamespace(
  realm: ScriptRealm,
  graph: ScriptGraph,
  model: ModuleModel,
  read: ReadExport,
): object {
  const namespace = Object.create(null) as object;
  for (const name of exportNames(graph, model)) {
    const target = resolveExport(graph, model, name, new Set());
    if (target.kind === 'missing') continue;
    const get = (): unknown => checkInitialised(realm, readTarget(target, read), name);
    Object.defineProperty(namespace, name, { get, enumerable: true });
  }
  Object.defineProperty(namespace, Symbol.toStringTag, { value: 'Module' });
  return Object.preventExtensions(namespace);
}

type Target = Exclude<ReturnType<typeof resolveExport>, { kind: 'missing' }>;

function readTarget(target: Target, read: ReadExport): unknown {
  if (target.kind === 'builtin') return read(target.specifier, target.name);
  const name = target.kind === 'esm' ? canonicalExport(target.model, target.name) : target.name;
  return read(target.model.url, name);
}

function checkInitialised(realm: ScriptRealm, value: unknown, name: string): unknown {
  if (value !== UNINITIALISED) return value;
  throw new realm.intrinsics.ReferenceError(`Cannot access '${name}' before initialization`);
}

/** Completes the namespace of a CommonJS file, once it ran: its exports as they are when they are read. */
export function fillCommonJsNamespace(namespace: object, record: CommonJsRecord): void {
  const { exports } = record;
  const hasNames = exports !== null && (typeof exports === 'object' || typeof exports === 'function');
  const names = hasNames ? Object.keys(exports) : [];
  for (const name of names) {
    if (name === 'default') continue;
    Object.defineProperty(namespace, name, { get: () => (exports as ExportsObject)[name], enumerable: true });
  }
  const isListed = names.includes('default');
  Object.defineProperty(namespace, 'default', { get: () => record.default, enumerable: isListed });
}

/** k6's rules for what imports and `require` see of a built-in module. */
export class BuiltinInstance {
  readonly namespace: unknown;
  readonly default: unknown;
  readonly #exports: ModuleExports;
  readonly #realm: ScriptRealm;
  #named: object | undefined;

  constructor(realm: ScriptRealm, exports: ModuleExports) {
    this.#realm = realm;
    this.#exports = exports;
    this.namespace = exports.named === undefined ? exports.default : this.#copyNamed();
    this.default = exports.default ?? this.namespace;
  }

  /** Where `import { name }` reads: names that do not exist are null, or undefined if there is only a default. */
  get named(): unknown {
    if (this.#exports.named === undefined) return this.#exports.default;
    this.#named ??= Object.setPrototypeOf(this.#copyNamed(), NULLS) as object;
    return this.#named;
  }

  get required(): unknown {
    const { named, default: main } = this.#exports;
    if (named === undefined || main === undefined) return this.namespace;
    return Object.assign(this.#copyNamed(), { default: main, __esModule: true });
  }

  #copyNamed(): Record<string, unknown> {
    const { named } = this.#exports;
    const copy = this.#realm.createObject();
    return named === undefined
      ? copy
      : Object.defineProperties(copy, Object.getOwnPropertyDescriptors(named));
  }
}

const NULLS = new Proxy(Object.create(null) as object, { get: () => null });
