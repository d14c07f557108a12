import { UserError } from '@squall/core';
import type { CallExpression, MethodDefinition, PropertyDefinition } from 'acorn';
import type { FunctionInfo } from '../analysis/function-info.ts';
import { type ClassNode, unparen } from '../syntax.ts';
import { delegation, emitArguments, withTemporaries } from './calls.ts';
import type { Emitter } from './emitter.ts';
import { FunctionState } from './function-state.ts';
import { emitGenerator, emitKey, emitPlainFunction, infoOf } from './functions.ts';
import { parameterNames } from './wrappers.ts';

/** Private names of the classes around the emitter; undefined for those that are no suspendable methods. */
export interface PrivateMethods {
  readonly names: ReadonlyMap<string, FunctionInfo | undefined>;
  readonly outer: PrivateMethods | undefined;
}

/**
 * A suspendable method becomes a generator method in its place, so that `super` and private names keep working;
 * the first static block, which runs when all methods exist, replaces it by its wrapper.
 */
export function emitClass(e: Emitter, node: ClassNode): void {
  if (node.superClass) e.list([node.superClass], node.start, node.body.start);
  else e.writer.slice(node.start, node.body.start);
  const outer = e.privateMethods;
  e.privateMethods = { names: privateNamesOf(e, node), outer };
  e.writer.slice(node.body.start, node.body.start + 1);
  e.writer.raw(replacements(e, node));
  let position = node.body.start + 1;
  for (const member of node.body.body) {
    e.writer.slice(position, member.start);
    if (member.type === 'MethodDefinition') emitMethod(e, member);
    else if (member.type === 'PropertyDefinition') emitField(e, member);
    else e.within(new FunctionState(infoOf(e, member), e.state), () => e.emit(member));
    position = member.end;
  }
  e.writer.slice(position, node.body.end);
  e.privateMethods = outer;
}

function privateNamesOf(e: Emitter, node: ClassNode): Map<string, FunctionInfo | undefined> {
  const names = new Map<string, FunctionInfo | undefined>();
  for (const member of node.body.body) {
    if (member.type === 'StaticBlock' || member.key.type !== 'PrivateIdentifier') continue;
    const info = member.type === 'MethodDefinition' ? infoOf(e, member.value) : undefined;
    names.set(member.key.name, info?.isSuspendable && info.form === 'method' ? info : undefined);
  }
  return names;
}

function isReplaced(e: Emitter, member: MethodDefinition): boolean {
  const info = infoOf(e, member.value);
  return (
    info.isSuspendable &&
    info.form === 'method' &&
    !info.hasComputedKey &&
    member.key.type !== 'PrivateIdentifier'
  );
}

function replacements(e: Emitter, node: ClassNode): string {
  const methods = node.body.body.flatMap((member) => {
    if (member.type !== 'MethodDefinition' || !isReplaced(e, member)) return [];
    const info = infoOf(e, member.value);
    return [
      `[${JSON.stringify(info.name)},${Number(member.static)},${Number(info.isAsync)},${Number(info.mayBlock)}]`,
    ];
  });
  return methods.length === 0 ? '' : `static{${e.prefix}k(this,[${methods.join()}]);}`;
}

function emitMethod(e: Emitter, member: MethodDefinition): void {
  const info = infoOf(e, member.value);
  if (!info.isSuspendable || info.form !== 'method') {
    emitKey(e, member, member.value.start);
    return emitPlainFunction(e, member.value, info);
  }
  if (info.hasComputedKey) return emitComputedMethod(e, member, info);
  e.drop(member.start, member.key.start);
  const modifier = member.static ? 'static ' : '';
  const key = e.source.slice(member.key.start, member.key.end);
  const isPrivate = member.key.type === 'PrivateIdentifier';
  const generator = isPrivate ? `${key}${e.prefix}` : key;
  emitGenerator(e, member.value, info, `${modifier}*${generator}`);
  if (!isPrivate) return;
  const run = info.isAsync ? `${e.prefix}a` : `${e.prefix}r`;
  const parameters = parameterNames(member.value, e.prefix).own.join();
  e.writer.hide();
  e.writer.raw(`${modifier}${key}(${parameters}){return ${run}(this.${generator},this,arguments)}`);
}

/** Only async methods come here: the generator is made anew for each call. */
function emitComputedMethod(e: Emitter, member: MethodDefinition, info: FunctionInfo): void {
  if (info.usesSuper) {
    throw new UserError('UNSUPPORTED', `${e.model.url}: super in an async method under a computed name`);
  }
  e.writer.raw(member.static ? 'static [' : '[');
  e.drop(member.start, member.key.start);
  e.emit(member.key);
  e.drop(member.key.end, member.value.start);
  e.writer.raw(`](${parameterNames(member.value, e.prefix).own.join()}){return ${e.prefix}a(`);
  emitGenerator(e, member.value, info, 'function*');
  e.writer.hide();
  e.writer.raw(',this,arguments)}');
}

function emitField(e: Emitter, member: PropertyDefinition): void {
  const { value } = member;
  if (!value) return emitKey(e, member, member.end);
  emitKey(e, member, value.start);
  e.within(new FunctionState(infoOf(e, member), e.state), () => e.emit(value));
  e.writer.slice(value.end, member.end);
}

function privateMethodOf(e: Emitter, node: CallExpression): FunctionInfo | undefined {
  const callee = unparen(node.callee);
  if (callee.type !== 'MemberExpression' || callee.property.type !== 'PrivateIdentifier') return undefined;
  for (let scope = e.privateMethods; scope !== undefined; scope = scope.outer) {
    if (scope.names.has(callee.property.name)) return scope.names.get(callee.property.name);
  }
  return undefined;
}

/** A call of a private method that is known to be suspendable. */
export function isSuspendablePrivateCall(e: Emitter, node: CallExpression): boolean {
  if (!e.state.suspends || node.optional || node.callee.type !== 'MemberExpression' || node.callee.optional)
    return false;
  return privateMethodOf(e, node)?.mayBlock ?? false;
}

/** Private methods cannot be replaced, so their calls go to the generator itself. */
export function emitPrivateCall(e: Emitter, node: CallExpression): void {
  const info = privateMethodOf(e, node);
  const { callee } = node;
  if (info === undefined || callee.type !== 'MemberExpression') throw new Error('not a private method call');
  withTemporaries(e, () => {
    const { prefix: p } = e;
    e.writer.raw(`(${p}x=${info.isAsync ? `${p}ya(` : ''}`);
    e.emit(callee.object);
    e.writer.slice(callee.object.end, callee.end);
    e.writer.raw(`${p}(`);
    emitArguments(e, node, false);
    e.writer.mark(callee.end);
    e.writer.raw(`${info.isAsync ? ')' : ''},${delegation(p)})`);
  });
}
