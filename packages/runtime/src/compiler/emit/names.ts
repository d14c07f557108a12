import type { AnyNode, Identifier } from 'acorn';
import type { Binding, ImportSource, Reference } from '../analysis/bindings.ts';
import { isBinding } from '../analysis/exports.ts';
import {
  exportNames,
  type ImportTarget,
  type ModuleGraph,
  type ModuleModel,
  resolveImport,
} from '../analysis/module-model.ts';
import { STANDARD_GLOBALS, VU_GLOBALS } from '../global-names.ts';
import { staticKey } from '../syntax.ts';
import type { FunctionState } from './function-state.ts';
import { isReferenced, referenceName } from './lifting.ts';
import { argumentsText } from './receivers.ts';

/** An object the module reads its imports from; the linker provides them in this order. */
export type ImportSlot =
  | { readonly kind: 'builtin'; readonly specifier: string; readonly form: 'named' | 'default' | 'namespace' }
  | { readonly kind: 'esm'; readonly url: string; readonly form: 'exports' | 'namespace' }
  | { readonly kind: 'cjs'; readonly url: string; readonly form: 'record' | 'namespace' };

export interface NameContext {
  readonly model: ModuleModel;
  readonly graph: ModuleGraph;
  readonly prefix: string;
  /** Standard globals that the program assigns anywhere, so that they may differ between VUs. */
  readonly overridden: ReadonlySet<string>;
  /** Modules in an import cycle with this one: their exports may be read too early. */
  readonly isCyclicWith: (url: string) => boolean;
}

const STANDARD: ReadonlySet<string> = new Set(STANDARD_GLOBALS);
const COMMONJS_PARAMETERS: ReadonlySet<string> = new Set(['module', 'exports']);
/** Words the engine treats as constants by itself. */
const ENGINE_CONSTANTS: ReadonlySet<string> = new Set(['undefined']);

interface ImportedName {
  readonly text: string;
  /** The module declares a constant of the same name, so uses stay as they are. */
  readonly isLocal: boolean;
}

/** Decides what each name of a module turns into. */
export class NameRewriter {
  readonly slots: ImportSlot[] = [];
  /** Constants to declare: local name and the slot's value. */
  readonly locals = new Map<string, string>();
  /** Standard globals in use, to be declared as constants around the module. */
  readonly standard = new Set<string>();
  readonly #context: NameContext;
  readonly #imports = new Map<Binding, ImportedName>();
  readonly #slotKeys = new Map<string, string>();

  constructor(context: NameContext) {
    this.#context = context;
    for (const binding of context.model.scopes.topScope.bindings.values()) {
      if (binding.importedFrom !== undefined)
        this.#imports.set(binding, this.#bindImport(binding, binding.importedFrom));
    }
  }

  /** What the use of a name becomes; undefined if it stays as it is. */
  rewrite(node: Identifier, state: FunctionState): string | undefined {
    const reference = this.#context.model.scopes.references.get(node);
    if (reference === undefined) return undefined;
    if (reference.binding !== undefined) {
      if (isReferenced(reference.binding, state))
        return `${referenceName(reference.binding, this.#context.prefix)}.v`;
      return this.#rewriteBound(reference.binding, reference);
    }
    if (reference.inWith) return undefined;
    if (node.name === 'arguments') return argumentsText({ state, prefix: this.#context.prefix });
    return this.#rewriteGlobal(node.name, reference);
  }

  /** For the callee of a plain call: keeps `this` undefined. */
  rewriteCallee(node: Identifier, state: FunctionState): string | undefined {
    // Only `eval(text)` in this form sees the variables around it.
    if (node.name === 'eval' && this.#context.model.scopes.references.get(node)?.binding === undefined)
      return undefined;
    const text = this.rewrite(node, state);
    return text === undefined || text.startsWith('(') ? text : `(0,${text})`;
  }

  rewriteForTypeof(node: Identifier, state: FunctionState): string | undefined {
    const reference = this.#context.model.scopes.references.get(node);
    const isGlobal = reference !== undefined && reference.binding === undefined && !reference.inWith;
    if (!isGlobal || node.name === 'arguments') return this.rewrite(node, state);
    const known = this.#knownGlobal(node.name);
    return known === undefined ? `${this.#context.prefix}g.${node.name}` : known.text;
  }

  /** `ns.name` where `ns` is the namespace of a script module that exports the name. */
  rewriteNamespaceMember(node: Extract<AnyNode, { type: 'MemberExpression' }>): string | undefined {
    if (node.object.type !== 'Identifier' || node.optional) return undefined;
    if (this.#context.model.scopes.targets.has(node)) return undefined;
    const source = this.#context.model.scopes.references.get(node.object)?.binding?.importedFrom;
    const name = staticKey(node.property, node.computed);
    if (source?.name !== '*' || name === undefined || node.computed) return undefined;
    const { graph, model } = this.#context;
    const namespace = resolveImport(graph, model, source);
    if (namespace.kind !== 'esm' || !exportNames(graph, namespace.model).includes(name)) return undefined;
    const target = resolveImport(graph, model, { specifier: source.specifier, name });
    return target.kind === 'esm' && target.name !== '*' ? this.#importText(target) : undefined;
  }

  /** Where an exported binding lives that is assigned after its declaration: in the exports object itself. */
  exportPlace(binding: Binding): string | undefined {
    const [name] = binding.exportedAs;
    return name !== undefined && binding.reassigned ? property(`${this.#context.prefix}X`, name) : undefined;
  }

  #rewriteBound(binding: Binding, reference: Reference): string | undefined {
    const imported = this.#imports.get(binding);
    if (imported === undefined) return this.exportPlace(binding);
    if (imported.isLocal) return undefined;
    return reference.writes ? property(`${this.#context.prefix}c`, binding.name) : imported.text;
  }

  #rewriteGlobal(name: string, reference: Reference): string | undefined {
    const { prefix: p } = this.#context;
    const known = this.#knownGlobal(name);
    if (known !== undefined) return known.text;
    if (reference.writes) return `${p}${reference.owner.strict ? 'sg' : 'g'}.${name}`;
    return `("${name}" in ${p}g?${p}g.${name}:${p}u("${name}"))`;
  }

  /** Undefined for names that may or may not exist; their text is undefined when they stay as they are. */
  #knownGlobal(name: string): { readonly text: string | undefined } | undefined {
    const { prefix: p, model, overridden } = this.#context;
    if (ENGINE_CONSTANTS.has(name)) return { text: undefined };
    if (name === 'require' || name === 'open') return { text: `${p}m.${name}` };
    if (COMMONJS_PARAMETERS.has(name))
      return { text: model.kind === 'cjs' ? undefined : `${p}m.refuse("${name}")` };
    if (name === 'globalThis') return { text: `${p}g` };
    if (name === 'eval') return { text: `${p}ev` };
    if (VU_GLOBALS.has(name) || overridden.has(name)) return { text: `${p}g.${name}` };
    if (!STANDARD.has(name)) return undefined;
    this.standard.add(name);
    return { text: undefined };
  }

  #bindImport(binding: Binding, source: ImportSource): ImportedName {
    const target = resolveImport(this.#context.graph, this.#context.model, source);
    if (target.kind === 'builtin') return this.#bindBuiltin(binding, target);
    if (target.kind === 'missing') return { text: 'undefined', isLocal: false };
    if (target.name === '*') {
      const slot: ImportSlot = { kind: target.kind, url: target.model.url, form: 'namespace' };
      return this.#declareLocal(binding, this.#slot(slot));
    }
    return { text: this.#importText(target), isLocal: false };
  }

  #bindBuiltin(binding: Binding, target: Extract<ImportTarget, { kind: 'builtin' }>): ImportedName {
    const { specifier, name } = target;
    if (name === 'default' || name === '*') {
      const form = name === '*' ? 'namespace' : 'default';
      return this.#declareLocal(binding, this.#slot({ kind: 'builtin', specifier, form }));
    }
    return {
      text: property(this.#slot({ kind: 'builtin', specifier, form: 'named' }), name),
      isLocal: false,
    };
  }

  #declareLocal(binding: Binding, slot: string): ImportedName {
    this.locals.set(binding.name, slot);
    return { text: binding.name, isLocal: true };
  }

  #importText(target: Extract<ImportTarget, { kind: 'esm' | 'cjs' }>): string {
    const { prefix: p, isCyclicWith } = this.#context;
    if (target.kind === 'cjs') {
      const record = this.#slot({ kind: 'cjs', url: target.model.url, form: 'record' });
      return target.name === 'default' ? `${record}.default` : property(`${record}.exports`, target.name);
    }
    const slot = this.#slot({ kind: 'esm', url: target.model.url, form: 'exports' });
    const text = property(slot, canonicalExport(target.model, target.name));
    return isCyclicWith(target.model.url) ? `(${p}z(${text},${JSON.stringify(target.name)}))` : text;
  }

  #slot(slot: ImportSlot): string {
    const key = JSON.stringify(slot);
    let name = this.#slotKeys.get(key);
    if (name === undefined) {
      name = `${this.#context.prefix}i${this.slots.length}`;
      this.slots.push(slot);
      this.#slotKeys.set(key, name);
    }
    return name;
  }
}

/** A binding exported under several names lives under the first. */
export function canonicalExport(model: ModuleModel, name: string): string {
  const exported = model.exports.local.get(name);
  return exported !== undefined && isBinding(exported) ? (exported.exportedAs[0] ?? name) : name;
}

export function property(object: string, name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? `${object}.${name}` : `${object}[${JSON.stringify(name)}]`;
}
