import type { AnyNode, Pattern, VariableDeclaration } from 'acorn';
import type { Binding } from '../analysis/bindings.ts';
import { identifiersIn } from '../analysis/hoisting.ts';
import { isClass, isFunction, unparen } from '../syntax.ts';
import type { Emitter } from './emitter.ts';
import { emitFunction, emitPlainFunction, infoOf } from './functions.ts';
import { property } from './names.ts';

type ModuleSyntax = Extract<
  AnyNode,
  {
    type:
      | 'ImportDeclaration'
      | 'ExportAllDeclaration'
      | 'ExportNamedDeclaration'
      | 'ExportDefaultDeclaration';
  }
>;

/** Imports and re-exports vanish, since they are linked before the module runs; declarations stay. */
export function emitModuleSyntax(e: Emitter, node: ModuleSyntax): void {
  if (node.type === 'ExportDefaultDeclaration') return emitDefault(e, node);
  const declaration = node.type === 'ExportNamedDeclaration' ? node.declaration : undefined;
  if (!declaration) return e.drop(node.start, node.end);
  e.drop(node.start, declaration.start);
  e.emit(declaration);
}

/** Writes exported names into the exports object, once they have their values. */
export function publish(e: Emitter, names: readonly string[]): void {
  for (const name of names) {
    const binding = e.scopes.topScope.bindings.get(name);
    const [exported] = binding?.exportedAs ?? [];
    if (exported !== undefined) e.writer.raw(`;${property(`${e.prefix}X`, exported)}=${name};`);
  }
}

function emitDefault(e: Emitter, node: Extract<AnyNode, { type: 'ExportDefaultDeclaration' }>): void {
  const { declaration } = node;
  e.drop(node.start, declaration.start);
  if (declaration.type === 'FunctionDeclaration') {
    const info = infoOf(e, declaration);
    if (declaration.id || info.isSuspendable) return emitFunction(e, declaration);
    return emitPlainFunction(e, declaration, info, `${e.prefix}default`);
  }
  if (isClass(declaration) && declaration.id) return e.emit(declaration);
  const value = unparen(declaration);
  const isAnonymous = (isFunction(value) || isClass(value)) && !('id' in value && value.id);
  // The object gives an anonymous function or class the name `default`.
  e.writer.raw(isAnonymous ? `;${e.prefix}X.default=({default:` : `;${e.prefix}X.default=(`);
  e.emit(declaration);
  e.writer.raw(isAnonymous ? '}).default;' : ');');
  e.drop(declaration.end, node.end);
}

/** Statements for the start of a module: exported functions exist before any code runs. */
export function hoistedExports(e: Emitter): string {
  const { prefix: p } = e;
  let text = '';
  for (const node of e.scopes.program.body) {
    const declaration =
      (node.type === 'ExportNamedDeclaration' || node.type === 'ExportDefaultDeclaration') && node.declaration
        ? node.declaration
        : node;
    if (declaration.type !== 'FunctionDeclaration') continue;
    if (!declaration.id) text += `${p}X.default=${p}default;${p}nm(${p}default);`;
    else {
      const [exported] = e.scopes.topScope.bindings.get(declaration.id.name)?.exportedAs ?? [];
      if (exported !== undefined) text += `${property(`${p}X`, exported)}=${declaration.id.name};`;
    }
  }
  return text;
}

/** Variables that are exported and assigned again live in the exports object, so importers see every change. */
export function emitVariables(e: Emitter, node: VariableDeclaration): void {
  const isTop = e.state.info.form === 'program';
  const names = node.declarations.flatMap(({ id }) => identifiersIn(id));
  const bindings = names.flatMap((name) => e.scopes.declarations.get(name) ?? []);
  if (!isTop || bindings.every((binding) => e.names.exportPlace(binding) === undefined)) {
    e.copy(node);
    if (isTop && bindings.some((binding) => binding.exportedAs.length > 0))
      publish(
        e,
        names.map(({ name }) => name),
      );
    return;
  }
  emitAsAssignments(e, node, bindings);
}

function emitAsAssignments(e: Emitter, node: VariableDeclaration, bindings: readonly Binding[]): void {
  const own = bindings.filter((binding) => e.names.exportPlace(binding) === undefined);
  const isHead = !/[;\n]/.test(e.source.slice(node.end - 1, node.end)) && isInLoopHead(e, node);
  if (own.length > 0 && !isHead) e.writer.raw(`let ${own.map(({ name }) => name).join()};`);
  let position = node.start;
  for (const [index, { id, init, start, end }] of node.declarations.entries()) {
    e.drop(position, start);
    if (index > 0) e.writer.raw(isHead ? ',' : ';');
    const wraps = !isHead || init != null;
    if (wraps) e.writer.raw('(');
    emitTarget(e, id);
    if (init) {
      e.writer.slice(id.end, init.start);
      e.emit(init);
    } else if (!isHead) e.writer.raw('=undefined');
    if (wraps) e.writer.raw(')');
    position = end;
  }
  e.drop(position, node.end);
  if (!isHead) {
    e.writer.raw(';');
    publish(
      e,
      own.map(({ name }) => name),
    );
  }
}

function isInLoopHead(e: Emitter, node: VariableDeclaration): boolean {
  return /\bfor\s*\(\s*$/.test(e.source.slice(Math.max(0, node.start - 40), node.start));
}

/** A declared pattern as the target of an assignment. */
function emitTarget(e: Emitter, target: Pattern): void {
  if (target.type !== 'Identifier') {
    const places = new Map<AnyNode, string>();
    for (const name of identifiersIn(target)) {
      const binding = e.scopes.declarations.get(name);
      const place = binding === undefined ? undefined : e.names.exportPlace(binding);
      if (place !== undefined) places.set(name, place);
    }
    return e.withPlaces(places, () => e.emit(target));
  }
  const binding = e.scopes.declarations.get(target);
  e.writer.raw((binding === undefined ? undefined : e.names.exportPlace(binding)) ?? target.name);
}
