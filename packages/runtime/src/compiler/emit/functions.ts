import type { AnyNode, Property } from 'acorn';
import type { FunctionInfo } from '../analysis/function-info.ts';
import type { FunctionNode } from '../syntax.ts';
import type { Emitter } from './emitter.ts';
import { aliasValue, FunctionState } from './function-state.ts';
import { capturedParameters, createLift, isLifted, placeholder } from './lifting.ts';
import { ownerState } from './receivers.ts';
import { sourceMark } from './source-marks.ts';
import { parameterNames, wrapperFactory } from './wrappers.ts';

type ObjectMethod = Pick<Property, 'start' | 'end' | 'key' | 'computed'>;

/** Writes a function; `method` is the property it stands in when it is written as an object's method. */
export function emitFunction(e: Emitter, node: FunctionNode, method?: ObjectMethod): void {
  const info = infoOf(e, node);
  if (method !== undefined) return emitObjectMethod(e, node, info, method);
  if (!info.isSuspendable) return emitPlainFunction(e, node, info);
  if (info.form === 'declaration') return emitDeclaration(e, node, info);
  emitExpression(e, node, info);
}

export function infoOf(e: Emitter, node: AnyNode): FunctionInfo {
  const info = e.scopes.functionOf.get(node);
  if (info === undefined) throw new Error(`function at ${node.start} was not analysed`);
  return info;
}

/** Copies the function's own syntax; only what is inside changes. `name` is given to an anonymous declaration. */
export function emitPlainFunction(e: Emitter, node: FunctionNode, info: FunctionInfo, name = ''): void {
  e.within(new FunctionState(info, e.state), () => {
    const [first] = node.params;
    const headEnd = first?.start ?? node.body.start;
    if (name === '') e.writer.slice(node.start, headEnd);
    else {
      const open = e.source.indexOf('(', node.start);
      e.writer.slice(node.start, open);
      e.writer.raw(` ${name}`);
      e.writer.slice(open, headEnd);
    }
    e.writer.raw(sourceMark(e, node, info));
    e.list(node.params, headEnd, node.body.start);
    emitBody(e, node);
  });
}

/** Functions are hoisted with their declaration; the link is made where the scope starts. */
function emitDeclaration(e: Emitter, node: FunctionNode, info: FunctionInfo): void {
  const { prefix: p } = e;
  const generator = `${p}g${e.idOf(info)}`;
  if (isLifted(e, info)) {
    const { state, name: lifted } = emitLifted(e, node, info);
    e.writer.hide();
    e.writer.raw(placeholder(e, node, state, lifted, generator));
  } else emitGenerator(e, node, info, `function* ${generator}`);
  const run = info.isAsync ? `${p}a` : `${p}r`;
  const name = declaredName(node, p);
  const parameters = parameterNames(node, p).own.join();
  e.writer.hide();
  e.writer.raw(
    `function ${name}(${parameters})${sourceMark(e, node, info)}{"use strict";return ${run}(${generator},this,arguments)}`,
  );
}

function declaredName(node: AnyNode, prefix: string): string {
  return 'id' in node && node.id && 'name' in node.id ? node.id.name : `${prefix}default`;
}

/** Links the suspendable functions declared in a body; goes to its start, since declarations are hoisted. */
export function linksOf(e: Emitter, statements: readonly AnyNode[]): string {
  const links = new Map<string, string>();
  for (const statement of statements) {
    const node =
      (statement.type === 'ExportNamedDeclaration' || statement.type === 'ExportDefaultDeclaration') &&
      statement.declaration
        ? statement.declaration
        : statement;
    if (node.type !== 'FunctionDeclaration') continue;
    const name = declaredName(node, e.prefix);
    const info = infoOf(e, node);
    // Of functions with the same name the last one counts.
    links.set(name, info.isSuspendable ? link(e, info, name) : '');
  }
  return [...links.values()].join('');
}

function link(e: Emitter, info: FunctionInfo, name: string): string {
  const { prefix: p } = e;
  const generator = `${p}g${e.idOf(info)}`;
  if (!info.isAsync) return `${p}w(${name},${generator});`;
  return info.mayBlock ? `${p}w(${p}y(${name}),${p}as(${generator}));` : `${p}y(${name});`;
}

/** Function expressions and arrow functions: a factory shared by all VUs adds the wrapper. */
function emitExpression(e: Emitter, node: FunctionNode, info: FunctionInfo): void {
  const opening = e.writer.slot();
  const own = 'id' in node && node.id ? node.id.name : undefined;
  const factory = wrapperFactory(e, node, info);
  // The function's own name must stand for the wrapper inside the generator.
  e.writer.raw(own === undefined ? `${factory}(` : `${factory}((${own})=>`);
  const state = emitVariant(e, node, info);
  e.writer.raw(')');
  if (info.form !== 'arrow' || state.aliases.size === 0) return;
  const owner = ownerState(state).info;
  const aliases = [...state.aliases];
  opening.text = `((${aliases.map((alias) => e.prefix + alias).join()})=>`;
  e.writer.raw(`)(${aliases.map((alias) => aliasValue(alias, owner, e.prefix)).join()})`);
}

/** The generator, or the closure that stands for it. */
function emitVariant(e: Emitter, node: FunctionNode, info: FunctionInfo): FunctionState {
  if (!isLifted(e, info)) return emitGenerator(e, node, info, 'function*');
  const { state, name } = emitLifted(e, node, info);
  e.writer.hide();
  e.writer.raw(placeholder(e, node, state, name));
  e.writer.mark(node.end);
  return state;
}

/** Writes the generator at the end of the module; its lines stay empty here. */
function emitLifted(
  e: Emitter,
  node: FunctionNode,
  info: FunctionInfo,
): { state: FunctionState; name: string } {
  const name = `${e.prefix}L${e.idOf(info)}`;
  const state = new FunctionState(info, e.state);
  state.lift = createLift(info);
  e.apart(() => emitGenerator(e, node, info, `function* ${name}`, state));
  e.drop(node.start, node.end);
  return { state, name };
}

/** Writes `head(params){body}` as a generator. */
export function emitGenerator(
  e: Emitter,
  node: FunctionNode,
  info: FunctionInfo,
  head: string,
  state = new FunctionState(info, e.state),
): FunctionState {
  e.within(state, () => {
    e.writer.raw(`${head}(`);
    const captured = e.writer.slot();
    emitParameters(e, node);
    state.suspends = true;
    emitGeneratorBody(e, node);
    const extra = state.lift === undefined ? [] : capturedParameters(state.lift, e.prefix);
    captured.text = extra.map((name) => `${name},`).join('');
  });
  state.declareHelpers(e.prefix);
  return state;
}

function emitParameters(e: Emitter, node: FunctionNode): void {
  const first = node.params[0];
  const last = node.params.at(-1);
  if (first === undefined || last === undefined) e.drop(node.start, node.body.start);
  else {
    e.drop(node.start, first.start);
    e.list(node.params, first.start, last.end);
    e.drop(last.end, node.body.start);
  }
  e.writer.raw(')');
}

function emitGeneratorBody(e: Emitter, node: FunctionNode): void {
  if (node.body.type === 'BlockStatement') return emitBody(e, node);
  e.writer.raw('{');
  e.state.slot = e.writer.slot();
  e.writer.raw('return (');
  e.emit(node.body);
  e.drop(node.body.end, node.end);
  e.writer.raw(')}');
}

/** Writes the body; declarations of helpers go behind its directives. */
function emitBody(e: Emitter, node: FunctionNode): void {
  const { body } = node;
  if (body.type !== 'BlockStatement') {
    e.emit(body);
    return e.writer.slice(body.end, node.end);
  }
  const directives = body.body.filter(
    (statement) => statement.type === 'ExpressionStatement' && statement.directive,
  );
  const start = directives.at(-1)?.end ?? body.start + 1;
  e.writer.slice(body.start, start);
  if (directives.length > 0) e.writer.raw(';');
  e.state.slot = e.writer.slot();
  e.writer.raw(linksOf(e, body.body));
  e.statements(body.body.slice(directives.length), start, body.end);
  if (!e.state.suspends) e.state.declareHelpers(e.prefix);
}

/**
 * A suspendable method becomes a property with a function. Only methods that use `super` must stay methods; the
 * object is given their wrappers when it is complete.
 */
function emitObjectMethod(e: Emitter, node: FunctionNode, info: FunctionInfo, method: ObjectMethod): void {
  if (!info.isSuspendable) {
    emitKey(e, method, node.start);
    return emitPlainFunction(e, node, info);
  }
  const key = e.source.slice(method.key.start, method.key.end);
  e.drop(method.start, method.key.start);
  if (info.usesSuper && !method.computed) return void emitGenerator(e, node, info, `*${key}`);
  if (method.computed || key === '__proto__') {
    e.writer.raw('[');
    if (method.computed) e.emit(method.key);
    else e.writer.raw(JSON.stringify(key));
    e.writer.raw(']');
  } else e.writer.raw(key);
  e.drop(method.key.end, node.start);
  e.writer.raw(`:${wrapperFactory(e, node, info)}(`);
  emitVariant(e, node, info);
  e.writer.raw(')');
}

/** Copies what stands before a method's parameters, emitting a computed key. */
export function emitKey(
  e: Emitter,
  member: { readonly start: number; readonly key: AnyNode; readonly computed: boolean },
  end: number,
): void {
  if (member.computed) e.list([member.key], member.start, end);
  else e.writer.slice(member.start, end);
}
