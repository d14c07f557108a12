import type { AnyNode, MemberExpression, Super, ThisExpression } from 'acorn';
import type { Emitter } from './emitter.ts';
import type { Alias, FunctionState } from './function-state.ts';

export function emitThis(e: Emitter, node: ThisExpression): void {
  const text = thisText(e);
  if (text === 'this') e.writer.slice(node.start, node.end);
  else e.writer.raw(text);
}

/** What `this` is called where the emitter stands. */
export function thisText(e: Emitter): string {
  const owner = e.state.info.thisOwner;
  if (owner.form === 'program' && e.model.kind === 'esm') return 'undefined';
  const arrow = outermostGeneratorArrow(e.state);
  if (arrow === undefined) return owner.strict || owner.form === 'program' ? 'this' : `${e.prefix}t(this)`;
  if (owner.isDerived) return `${alias(e, 'lateThis')}()`;
  return alias(e, 'this');
}

/** `arguments` where the emitter stands; undefined when the word itself will do. */
export function argumentsText(e: Emitter | { state: FunctionState; prefix: string }): string | undefined {
  return outermostGeneratorArrow(e.state) === undefined ? undefined : alias(e, 'arguments');
}

/** `super.name` other than as a callee of a suspendable call. */
export function emitSuper(e: Emitter, node: Super, member?: MemberExpression): void {
  if (member === undefined || outermostGeneratorArrow(e.state) === undefined) {
    e.writer.slice(node.start, node.end);
    if (member === undefined) return;
    if (!member.computed) return e.writer.slice(node.end, member.end);
    e.writer.slice(node.end, member.property.start);
    e.emit(member.property);
    return e.writer.slice(member.property.end, member.end);
  }
  superProperty(e, member);
}

export function superProperty(e: Emitter, member: MemberExpression): void {
  if (outermostGeneratorArrow(e.state) === undefined) return emitSuper(e, member.object as Super, member);
  e.writer.raw(`${alias(e, 'super')}(`);
  e.drop(member.start, member.property.start);
  if (member.computed) e.emit(member.property);
  else e.writer.raw(JSON.stringify(e.source.slice(member.property.start, member.property.end)));
  e.drop(member.property.end, member.end);
  e.writer.raw(')');
}

export function emitMetaProperty(e: Emitter, node: Extract<AnyNode, { type: 'MetaProperty' }>): void {
  if (node.meta.name === 'import') return e.writer.raw(`${e.prefix}m.meta`);
  const { info } = e.state;
  if (outermostGeneratorArrow(e.state) !== undefined) return e.writer.raw(alias(e, 'newTarget'));
  // Only async functions become generators in spite of it, and they cannot be constructed.
  if (info.thisOwner.isSuspendable) return e.writer.raw('undefined');
  e.writer.slice(node.start, node.end);
}

/**
 * The outermost arrow function on the way to the owner of `this` that is written as a generator; such an arrow
 * no longer has the owner's `this`.
 */
function outermostGeneratorArrow(state: FunctionState): FunctionState | undefined {
  let found: FunctionState | undefined;
  for (let at: FunctionState | undefined = state; at?.info.form === 'arrow'; at = at.outer) {
    if (at.info.isSuspendable) found = at;
  }
  return found;
}

/** Asks for an alias, declared at the start of the owner's body or else around the arrow function. */
function alias(e: { state: FunctionState; prefix: string }, kind: Alias): string {
  const arrow = outermostGeneratorArrow(e.state);
  if (arrow === undefined) throw new Error(`no arrow function needs ${kind}`);
  const holder = capturesAround(arrow) ? arrow : ownerState(arrow);
  holder.aliases.add(kind);
  // Lifted functions on the way get it as a parameter.
  for (let at: FunctionState | undefined = e.state; at !== undefined && at !== holder; at = at.outer) {
    at.lift?.aliases.add(kind);
  }
  if (holder === arrow) arrow.lift?.aliases.add(kind);
  return `${e.prefix}${kind}`;
}

/** Parameters and field initialisers have no body where an alias could be declared. */
export function capturesAround(arrow: FunctionState): boolean {
  return ownerState(arrow).slot === undefined;
}

export function ownerState(state: FunctionState): FunctionState {
  return state.info.form === 'arrow' && state.outer !== undefined ? ownerState(state.outer) : state;
}
