import type { FunctionInfo } from '../analysis/function-info.ts';
import type { Lift } from './lifting.ts';
import type { Slot } from './writer.ts';

/** Where the emitter is: the function whose code it writes, and the helpers that code came to need. */
export class FunctionState {
  readonly info: FunctionInfo;
  readonly outer: FunctionState | undefined;
  /** Its code stands in a generator, so calls can be suspended. False in parameters. */
  suspends = false;
  /** Nesting of suspendable calls; each level has temporaries of its own. */
  depth = 0;
  maxDepth = 0;
  /** Declarations at the start of the body, once it has one. */
  slot: Slot | undefined;
  readonly aliases = new Set<Alias>();
  /** Set when the function is written apart from its place. */
  lift: Lift | undefined;

  constructor(info: FunctionInfo, outer: FunctionState | undefined) {
    this.info = info;
    this.outer = outer;
  }

  /** Fills the slot at the start of the body, when the whole body is written. */
  declareHelpers(prefix: string): void {
    if (this.slot === undefined) return;
    const temporaries: string[] = this.maxDepth > 0 ? [`${prefix}x`, `${prefix}q`] : [];
    for (let depth = 1; depth <= this.maxDepth; depth++) {
      temporaries.push(`${prefix}f${depth}`, `${prefix}s${depth}`, `${prefix}o${depth}`);
    }
    if (temporaries.length > 0) this.slot.text += `var ${temporaries.join()};`;
    // An arrow function's own aliases are captured around it.
    if (this.info.form === 'arrow') return;
    for (const alias of this.aliases) this.slot.text += aliasDeclaration(alias, this.info, prefix);
  }
}

/** What arrow functions take from outside, and generators cannot. */
export type Alias = 'this' | 'lateThis' | 'arguments' | 'super' | 'newTarget';

/** The expression that stands for the alias where it is captured. */
export function aliasValue(alias: Alias, owner: FunctionInfo, prefix: string): string {
  switch (alias) {
    case 'this':
      return owner.strict ? 'this' : `${prefix}t(this)`;
    case 'lateThis':
      // A derived constructor has no `this` before `super()`.
      return '()=>this';
    case 'arguments':
      return 'arguments';
    case 'super':
      return `(${prefix}k)=>super[${prefix}k]`;
    case 'newTarget':
      return 'new.target';
  }
}

function aliasDeclaration(alias: Alias, owner: FunctionInfo, prefix: string): string {
  return `const ${prefix}${alias}=${aliasValue(alias, owner, prefix)};`;
}
