import type {
  CallExpression,
  NewExpression,
  Program,
  PropertyDefinition,
  StaticBlock,
  TaggedTemplateExpression,
} from 'acorn';
import type { FunctionNode } from '../syntax.ts';
import type { Binding } from './bindings.ts';

export type CallNode = CallExpression | NewExpression | TaggedTemplateExpression;

export type FunctionForm =
  | 'program'
  | 'declaration'
  | 'expression'
  | 'arrow'
  | 'method'
  | 'constructor'
  | 'accessor'
  /** A field initialiser or static block. */
  | 'initialiser';

export interface FunctionTraits {
  readonly form: FunctionForm;
  readonly strict: boolean;
  /** The name the function has for the script and in stack traces; '' without one. */
  readonly name: string;
  readonly isAsync: boolean;
  readonly isGenerator: boolean;
}

/** What the transform needs to know of one function, or of other code with its own `this`. */
export class FunctionInfo {
  readonly node: FunctionNode | Program | PropertyDefinition | StaticBlock;
  readonly parent: FunctionInfo | undefined;
  readonly form: FunctionForm;
  readonly strict: boolean;
  readonly name: string;
  readonly isAsync: boolean;
  readonly isGenerator: boolean;
  /** Calls in the function's own code. */
  readonly calls: CallNode[] = [];
  /** Calls in parameter defaults, which can never be suspended in place. */
  readonly parameterCalls: CallNode[] = [];
  inParameters = false;
  /** Variables of the functions around it, and of blocks at the top, that it or a function in it uses. */
  readonly captures = new Set<Binding>();
  /** Its text only means the same where it stands: private names, `eval`, `with`. */
  isFixed = false;
  usesThis = false;
  usesArguments = false;
  usesSuper = false;
  usesNewTarget = false;
  usesCallee = false;
  /** A declaration directly in a `case` has no place where it could be linked to its suspendable variant. */
  isInSwitchCase = false;
  /** A method under a computed name cannot be found again to be linked. */
  hasComputedKey = false;
  /** A constructor of a class that extends another. */
  isDerived = false;
  /** Whether a call of it may have to wait; grows during the analysis. */
  mayBlock = false;

  constructor(node: FunctionInfo['node'], parent: FunctionInfo | undefined, traits: FunctionTraits) {
    this.node = node;
    this.parent = parent;
    this.form = traits.form;
    this.strict = traits.strict;
    this.name = traits.name;
    this.isAsync = traits.isAsync;
    this.isGenerator = traits.isGenerator;
  }

  /** The function whose `this`, `arguments` and `super` are in force: for arrows one further out. */
  get thisOwner(): FunctionInfo {
    return this.form === 'arrow' && this.parent !== undefined ? this.parent.thisOwner : this;
  }

  /** Whether it can be emitted as a generator at all. */
  get canSuspend(): boolean {
    if (this.form === 'constructor' || this.form === 'accessor' || this.form === 'initialiser') return false;
    if (
      this.isGenerator ||
      this.isInSwitchCase ||
      this.hasComputedKey ||
      this.usesNewTarget ||
      this.usesCallee
    )
      return false;
    return true;
  }

  /** Emitted as a generator with a wrapper. */
  get isSuspendable(): boolean {
    return this.isAsync || this.mayBlock;
  }
}
