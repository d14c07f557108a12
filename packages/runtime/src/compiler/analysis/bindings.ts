import type { AnyNode, Identifier } from 'acorn';
import type { FunctionInfo } from './function-info.ts';

export type BindingKind =
  | 'var'
  | 'let'
  | 'const'
  | 'function'
  | 'param'
  | 'class'
  | 'catch'
  | 'self'
  | 'import';

/** Where an imported name comes from; `*` is the namespace. */
export interface ImportSource {
  readonly specifier: string;
  readonly name: string;
}

/** One declared name. */
export class Binding {
  readonly name: string;
  readonly kind: BindingKind;
  readonly scope: Scope;
  /** The function, class or only initialiser it stands for, as far as the text tells. */
  value: AnyNode | undefined;
  /** Assigned anywhere but where it is declared, or where its value is not in the text. */
  reassigned = false;
  /** Assigned by an expression, so that its value may change while a function runs. */
  isAssigned = false;
  /** Offset behind which it certainly has its value, within the code of its function; 0 from the start. */
  initialisedAt = 0;
  importedFrom: ImportSource | undefined;
  /** Names under which the module exports it. */
  readonly exportedAs: string[] = [];

  constructor(name: string, kind: BindingKind, scope: Scope) {
    this.name = name;
    this.kind = kind;
    this.scope = scope;
  }
}

export class Scope {
  readonly parent: Scope | undefined;
  readonly owner: FunctionInfo;
  readonly bindings = new Map<string, Binding>();
  /** Names inside a `with` body cannot be resolved from the text. */
  readonly isWith: boolean;

  constructor(parent: Scope | undefined, owner: FunctionInfo, isWith = false) {
    this.parent = parent;
    this.owner = owner;
    this.isWith = isWith || (parent?.isWith ?? false);
  }

  declare(name: string, kind: BindingKind): Binding {
    const known = this.bindings.get(name);
    if (known !== undefined) {
      known.reassigned = true;
      return known;
    }
    const binding = new Binding(name, kind, this);
    this.bindings.set(name, binding);
    return binding;
  }

  resolve(name: string): Binding | undefined {
    for (let scope: Scope | undefined = this; scope !== undefined; scope = scope.parent) {
      const binding = scope.bindings.get(name);
      if (binding !== undefined) return binding;
    }
    return undefined;
  }
}

/** One use of a name. */
export interface Reference {
  readonly node: Identifier;
  /** Undefined for a global. */
  readonly binding: Binding | undefined;
  readonly writes: boolean;
  readonly owner: FunctionInfo;
  readonly inWith: boolean;
}
