import type { AnyNode, Identifier, Program } from 'acorn';
import type { Binding, Reference, Scope } from './bindings.ts';
import type { FunctionInfo } from './function-info.ts';

/** What the text of one file says about its names, functions and calls. */
export interface ScopeModel {
  readonly program: Program;
  readonly top: FunctionInfo;
  readonly topScope: Scope;
  /** In source order, outer before inner. */
  readonly functions: readonly FunctionInfo[];
  readonly functionOf: ReadonlyMap<AnyNode, FunctionInfo>;
  readonly references: ReadonlyMap<Identifier, Reference>;
  /** Bindings at the place where they are declared. */
  readonly declarations: ReadonlyMap<Identifier, Binding>;
  /** Values stored under a name: properties, methods, assignments to members. */
  readonly stores: readonly NamedStore[];
  /** Members that are assigned or deleted. */
  readonly targets: ReadonlySet<AnyNode>;
  /** Private names whose value is a method. */
  readonly privateMethods: ReadonlyMap<string, FunctionInfo>;
}

export interface NamedStore {
  /** Undefined when the name is computed. */
  readonly name: string | undefined;
  /** Undefined when anything may be stored. */
  readonly value: AnyNode | undefined;
}
