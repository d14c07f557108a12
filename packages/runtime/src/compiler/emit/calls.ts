import type { AnyNode, CallExpression, NewExpression, TaggedTemplateExpression } from 'acorn';
import type { CallNode } from '../analysis/function-info.ts';
import { unparen } from '../syntax.ts';
import type { Emitter } from './emitter.ts';
import { superProperty, thisText } from './receivers.ts';

/** Temporaries of one level of nested calls: callee, suspendable variant, receiver. */
export interface Temporaries {
  readonly f: string;
  readonly s: string;
  readonly o: string;
}

export function emitCall(e: Emitter, node: CallExpression): void {
  if (mustDispatch(e, node)) return withTemporaries(e, (t) => emitDispatch(e, node, t));
  if (node.callee.type !== 'Identifier') return e.copy(node);
  const rewritten = e.names.rewriteCallee(node.callee, e.state);
  e.writer.mark(node.callee.start);
  e.writer.raw(rewritten ?? node.callee.name);
  e.list(node.arguments, node.callee.end, node.end);
}

/** Whether the call must be prepared for its callee to wait. */
export function mustDispatch(e: Emitter, node: CallNode): boolean {
  return e.state.suspends && e.analysis.callMayBlock(node, e.model);
}

export function withTemporaries(e: Emitter, emit: (temporaries: Temporaries) => void): void {
  const { state, prefix } = e;
  const depth = ++state.depth;
  state.maxDepth = Math.max(state.maxDepth, depth);
  emit({ f: `${prefix}f${depth}`, s: `${prefix}s${depth}`, o: `${prefix}o${depth}` });
  state.depth--;
}

/**
 * Hot path of every script. The callee is selected first, then the arguments are evaluated once, and only a
 * suspendable callee is delegated to:
 *
 *     (o = object, f = o.method, s = suspend(f), x = CALL(s ?? f, o, args),
 *      s === undefined ? x : (q = advance(x)).done ? q.value : yield* new Delegate(x, q))
 */
function emitDispatch(e: Emitter, node: CallExpression, t: Temporaries): void {
  const receiver = emitCallee(e, node.callee, t);
  emitVariant(e, node.callee, t);
  e.writer.mark(node.callee.end);
  e.writer.raw(`,${e.prefix}x=${openCall(e, t, receiver)}`);
  emitArguments(e, node, receiver !== undefined);
  e.writer.mark(node.callee.end);
  e.writer.raw(`,${result(e, t)})`);
}

/** `(s ?? f)(`, or the same with a receiver; not as a method of the function, which may be a proxy. */
export function openCall(e: Emitter, t: Temporaries, receiver: string | undefined): string {
  return receiver === undefined ? `(${t.s}??${t.f})(` : `${e.prefix}C(${t.s}??${t.f},${receiver}`;
}

/** Writes the selection of the callee; returns the receiver of a method call. */
function emitCallee(e: Emitter, callee: AnyNode, t: Temporaries): string | undefined {
  const { writer } = e;
  const member = unparen(callee);
  if (member.type !== 'MemberExpression') {
    writer.raw(`(${t.f}=`);
    e.emit(callee);
    return undefined;
  }
  if (callee !== member) e.drop(callee.start, member.start);
  if (member.object.type === 'Super') {
    writer.raw(`(${t.f}=`);
    superProperty(e, member);
    return thisText(e);
  }
  const namespaceMember = e.names.rewriteNamespaceMember(member);
  if (namespaceMember !== undefined) {
    writer.raw(`(${t.f}=${namespaceMember}`);
    e.drop(member.start, member.end);
    return undefined;
  }
  writer.raw(`(${t.o}=`);
  e.emit(member.object);
  writer.raw(`,${t.f}=${t.o}`);
  emitProperty(e, member);
  if (callee !== member) e.drop(member.end, callee.end);
  return t.o;
}

/** Writes what follows the object of a member expression. */
export function emitProperty(e: Emitter, member: Extract<AnyNode, { type: 'MemberExpression' }>): void {
  if (!member.computed) return e.writer.slice(member.object.end, member.end);
  e.writer.slice(member.object.end, member.property.start);
  e.emit(member.property);
  e.writer.slice(member.property.end, member.end);
}

/** Writes `, s = suspend(f, text)`; the text is for the error if it is no function. */
export function emitVariant(e: Emitter, callee: AnyNode, t: Temporaries): void {
  const text = e.source.slice(callee.start, callee.end).replace(/\s+/g, ' ');
  const shown = text.length > 60 ? '(intermediate value)' : text;
  e.writer.raw(`,${t.s}=${e.prefix}s(${t.f},${JSON.stringify(shown)})`);
}

/** Writes the arguments with the closing parenthesis, after one that is open. */
export function emitArguments(e: Emitter, node: CallExpression | NewExpression, isContinued: boolean): void {
  const [first] = node.arguments;
  const last = node.arguments.at(-1);
  if (first === undefined || last === undefined) e.drop(node.callee.end, node.end);
  else {
    if (isContinued) e.writer.raw(',');
    e.drop(node.callee.end, first.start);
    e.list(node.arguments, first.start, last.end);
    e.drop(last.end, node.end);
  }
  e.writer.raw(')');
}

/** The expression for the call's value once the callee was called. */
export function result(e: Emitter, t: Temporaries): string {
  const { prefix: p } = e;
  return `${t.s}===undefined?${p}x:${delegation(p)}`;
}

export function delegation(p: string): string {
  return `(${p}q=${p}n(${p}x)).done?${p}q.value:yield*new ${p}D(${p}x,${p}q)`;
}

/** `new Promise(executor)` runs the executor at once, so that it may wait like any other call. */
export function emitConstruction(e: Emitter, node: NewExpression): void {
  if (!mustDispatch(e, node)) return e.copy(node);
  withTemporaries(e, (t) => {
    const { prefix: p } = e;
    e.writer.raw(`(${t.f}=${p}P,${t.s}=${p}s(${t.f})`);
    e.writer.mark(node.start);
    e.writer.raw(`,${p}x=${t.s}(`);
    emitArguments(e, node, false);
    e.writer.mark(node.start);
    e.writer.raw(`,${delegation(p)})`);
  });
}

export function emitTaggedTemplate(e: Emitter, node: TaggedTemplateExpression): void {
  if (!mustDispatch(e, node)) return emitPlainTag(e, node);
  withTemporaries(e, (t) => {
    const receiver = emitCallee(e, node.tag, t);
    emitVariant(e, node.tag, t);
    const target = receiver === undefined ? `(${t.s}??${t.f})` : `${e.prefix}b(${t.s}??${t.f},${receiver})`;
    e.writer.raw(`,${e.prefix}x=${target}`);
    e.list([node.quasi], node.tag.end, node.end);
    e.writer.mark(node.tag.end);
    e.writer.raw(`,${result(e, t)})`);
  });
}

function emitPlainTag(e: Emitter, node: TaggedTemplateExpression): void {
  const rewritten = node.tag.type === 'Identifier' ? e.names.rewriteCallee(node.tag, e.state) : undefined;
  if (rewritten === undefined) return e.copy(node);
  e.writer.raw(rewritten);
  e.list([node.quasi], node.tag.end, node.end);
}

export function emitAwait(e: Emitter, node: Extract<AnyNode, { type: 'AwaitExpression' }>): void {
  e.writer.mark(node.start);
  e.writer.raw(`(yield ${e.prefix}A(`);
  e.drop(node.start, node.argument.start);
  e.emit(node.argument);
  e.drop(node.argument.end, node.end);
  e.writer.raw('))');
}
