import type { Binding } from '../analysis/bindings.ts';
import type { FunctionInfo } from '../analysis/function-info.ts';
import type { FunctionNode } from '../syntax.ts';
import type { Emitter } from './emitter.ts';
import type { Alias, FunctionState } from './function-state.ts';
import { parameterNames } from './wrappers.ts';

/** How a lifted function gets the variables around it: as parameters, by value or as references. */
export interface Lift {
  readonly captures: ReadonlyMap<Binding, 'value' | 'reference'>;
  /** `this` and the like of the functions around it. */
  readonly aliases: Set<Alias>;
}

/**
 * The first call of a generator closure costs microseconds, since the engine gives each a class of its own. So a
 * generator inside a function is written at the top of the module, where it exists once for each VU; in its place
 * stands a plain closure that calls it with the variables it uses.
 */
export function isLifted(e: Emitter, info: FunctionInfo): boolean {
  if (info.parent === undefined || info.parent === e.scopes.top || info.isFixed) return false;
  if (info.strict !== e.scopes.top.strict) return false;
  return info.form === 'arrow' || !info.usesArguments;
}

export function createLift(info: FunctionInfo): Lift {
  const captures = new Map([...info.captures].map((binding) => [binding, modeOf(binding, info)] as const));
  return { captures, aliases: new Set() };
}

/** A variable is passed by value if it has its final value before the function can be called. */
function modeOf(binding: Binding, info: FunctionInfo): 'value' | 'reference' {
  const { owner } = binding.scope;
  if (binding.isAssigned || binding.kind === 'var') return 'reference';
  // Sloppy code may assign parameters through `arguments`.
  if (binding.kind === 'param' && owner.usesArguments && !owner.strict) return 'reference';
  if (binding.kind !== 'let' && binding.kind !== 'const' && binding.kind !== 'class') return 'value';
  // Declarations are hoisted above the variables they use.
  if (info.form === 'declaration') return 'reference';
  return binding.initialisedAt <= info.node.start ? 'value' : 'reference';
}

/** Whether code in this state reads the variable through a reference. */
export function isReferenced(binding: Binding, state: FunctionState): boolean {
  for (let at: FunctionState | undefined = state; at !== undefined; at = at.outer) {
    if (at.info === binding.scope.owner) return false;
    if (at.lift?.captures.get(binding) === 'reference') return true;
  }
  return false;
}

export function referenceName(binding: Binding, prefix: string): string {
  return `${prefix}r_${binding.name}`;
}

/** The parameters the lifted function has before its own. */
export function capturedParameters({ captures, aliases }: Lift, prefix: string): string[] {
  const variables = [...captures].map(([binding, mode]) =>
    mode === 'value' ? binding.name : referenceName(binding, prefix),
  );
  return [...variables, ...[...aliases].map((alias) => prefix + alias)];
}

/** The function that stands in the generator's place: `(a, b) => lifted(captured, a, b)`. */
export function placeholder(
  e: Emitter,
  node: FunctionNode,
  state: FunctionState,
  lifted: string,
  name = '',
): string {
  const { prefix: p } = e;
  const { info, lift } = state;
  if (lift === undefined) throw new Error('the function was not lifted');
  const { declared, passed } = parameterNames(node, p);
  const args = [...capturedArguments(e, lift), ...passed];
  const usesThis = info.form !== 'arrow' && info.usesThis;
  const call = usesThis ? `${p}C(${[lifted, 'this', ...args].join()})` : `${lifted}(${args.join()})`;
  if (name !== '') return `function ${name}(${declared.join()}){return ${call}}`;
  return usesThis ? `function(${declared.join()}){return ${call}}` : `(${declared.join()})=>${call}`;
}

function capturedArguments(e: Emitter, { captures, aliases }: Lift): string[] {
  const variables = [...captures].map(([binding, mode]) => {
    if (mode === 'value') return binding.name;
    if (isReferenced(binding, e.state)) return referenceName(binding, e.prefix);
    return `new ${e.prefix}R(()=>${binding.name},(${e.prefix}v)=>{${binding.name}=${e.prefix}v})`;
  });
  return [...variables, ...[...aliases].map((alias) => e.prefix + alias)];
}
