import type { AnyNode, Identifier } from 'acorn';
import type { BlockingAnalysis } from '../analysis/blocking.ts';
import type { FunctionInfo } from '../analysis/function-info.ts';
import type { ScopeModel } from '../analysis/model.ts';
import type { ModuleModel } from '../analysis/module-model.ts';
import { type ClassNode, childrenOf, type FunctionNode, isClass, isFunction } from '../syntax.ts';
import { emitAwait, emitCall, emitConstruction, emitTaggedTemplate } from './calls.ts';
import { emitChain } from './chains.ts';
import { emitClass, emitPrivateCall, isSuspendablePrivateCall, type PrivateMethods } from './classes.ts';
import { FunctionState } from './function-state.ts';
import { emitFunction, infoOf, linksOf } from './functions.ts';
import { emitModuleSyntax, emitVariables, publish } from './module-syntax.ts';
import type { NameRewriter } from './names.ts';
import { emitMetaProperty, emitSuper, emitThis } from './receivers.ts';
import { Writer } from './writer.ts';

/** What one emission works on. */
export interface EmitInput {
  readonly model: ModuleModel;
  readonly analysis: BlockingAnalysis;
  /** Starts every name the emitter makes up; nowhere in the source. */
  readonly prefix: string;
  readonly names: NameRewriter;
}

/** Writes one module; the syntax that needs more than copying is in the files beside this one. */
export class Emitter {
  readonly model: ModuleModel;
  readonly scopes: ScopeModel;
  readonly analysis: BlockingAnalysis;
  readonly prefix: string;
  readonly names: NameRewriter;
  writer: Writer;
  /** Functions written apart from their place. */
  readonly #apart: Writer[] = [];
  /** Makers of function wrappers, declared once for all VUs of a thread. */
  readonly factories: string[] = [];
  state: FunctionState;
  /** Suspendable private methods in scope. */
  privateMethods: PrivateMethods | undefined;
  readonly #ids = new Map<FunctionInfo, number>();
  /** What declared names of the pattern being written become. */
  #places: ReadonlyMap<AnyNode, string> = new Map();

  constructor({ model, analysis, prefix, names }: EmitInput) {
    this.model = model;
    this.scopes = model.scopes;
    this.analysis = analysis;
    this.prefix = prefix;
    this.names = names;
    this.writer = new Writer(model.source.code);
    this.state = new FunctionState(model.scopes.top, undefined);
  }

  get source(): string {
    return this.model.source.code;
  }

  emit(node: AnyNode): void {
    if (isFunction(node)) return emitFunction(this, node);
    if (isClass(node)) return this.#emitClass(node);
    switch (node.type) {
      case 'Identifier':
        return this.#emitIdentifier(node);
      case 'ThisExpression':
        return emitThis(this, node);
      case 'Super':
        return emitSuper(this, node);
      case 'MetaProperty':
        return emitMetaProperty(this, node);
      case 'CallExpression':
        return isSuspendablePrivateCall(this, node) ? emitPrivateCall(this, node) : emitCall(this, node);
      case 'NewExpression':
        return emitConstruction(this, node);
      case 'TaggedTemplateExpression':
        return emitTaggedTemplate(this, node);
      case 'ChainExpression':
        return emitChain(this, node);
      case 'AwaitExpression':
        return emitAwait(this, node);
      case 'ImportExpression':
        return this.#emitImport(node);
      case 'UnaryExpression':
        return this.#emitUnary(node);
      case 'MemberExpression':
        return this.#emitMember(node);
      case 'Property':
        return this.#emitProperty(node);
      case 'ObjectExpression':
        return this.#emitObject(node);
      case 'BlockStatement':
      case 'StaticBlock':
        return this.#emitBlock(node);
      case 'SwitchCase':
        return this.#emitSwitchCase(node);
      case 'ThrowStatement':
        return this.#emitThrow(node);
      case 'VariableDeclaration':
        return emitVariables(this, node);
      case 'LabeledStatement':
        this.writer.slice(node.start, node.body.start);
        return this.emit(node.body);
      case 'BreakStatement':
      case 'ContinueStatement':
        return this.writer.slice(node.start, node.end);
      case 'ImportDeclaration':
      case 'ExportAllDeclaration':
      case 'ExportNamedDeclaration':
      case 'ExportDefaultDeclaration':
        return emitModuleSyntax(this, node);
      default:
        return this.copy(node);
    }
  }

  /** Copies the node's text, emitting its children. */
  copy(node: AnyNode): void {
    this.list(childrenOf(node), node.start, node.end);
  }

  /** Emits nodes and the text around and between them. */
  list(nodes: readonly AnyNode[], start: number, end: number): void {
    let position = start;
    for (const node of nodes) {
      this.writer.slice(position, node.start);
      this.emit(node);
      position = node.end;
    }
    this.writer.slice(position, end);
  }

  /** Leaves text out, but not its line breaks. */
  drop(start: number, end: number): void {
    const breaks = this.source.slice(start, end).match(/\r\n|[\n\r\u2028\u2029]/g);
    if (breaks !== null) this.writer.raw('\n'.repeat(breaks.length));
  }

  /** Emits the statements of a body; each expression statement is kept apart from what stands before it. */
  statements(nodes: readonly AnyNode[], start: number, end: number): void {
    let position = start;
    for (const node of nodes) {
      this.writer.slice(position, node.start);
      if (node.type === 'ExpressionStatement' && node.directive === undefined) this.writer.raw(';');
      this.emit(node);
      position = node.end;
    }
    this.writer.slice(position, end);
  }

  /** Emits into a place of its own at the end of the module. */
  apart(emit: () => void): void {
    const { writer } = this;
    this.writer = new Writer(this.source);
    this.#apart.push(this.writer);
    emit();
    this.writer = writer;
  }

  /** Writes what was emitted apart. */
  appendApart(): void {
    for (const writer of this.#apart) {
      this.writer.raw('\n');
      this.writer.append(writer);
    }
  }

  /** Emits with another function's state in force. */
  within(state: FunctionState, emit: () => void): void {
    const outer = this.state;
    this.state = state;
    emit();
    this.state = outer;
  }

  withPlaces(places: ReadonlyMap<AnyNode, string>, emit: () => void): void {
    this.#places = places;
    emit();
    this.#places = new Map();
  }

  idOf(info: FunctionInfo): number {
    let id = this.#ids.get(info);
    if (id === undefined) {
      id = this.#ids.size + 1;
      this.#ids.set(info, id);
    }
    return id;
  }

  #rewrite(node: Identifier): string | undefined {
    return this.#places.get(node) ?? this.names.rewrite(node, this.state);
  }

  #emitIdentifier(node: Identifier): void {
    const rewritten = this.#rewrite(node);
    if (rewritten === undefined) this.writer.slice(node.start, node.end);
    else {
      this.writer.mark(node.start);
      this.writer.raw(rewritten);
    }
  }

  #emitImport(node: Extract<AnyNode, { type: 'ImportExpression' }>): void {
    this.writer.raw(`${this.prefix}m.import(`);
    this.drop(node.start, node.source.start);
    this.emit(node.source);
    this.drop(node.source.end, node.end);
    this.writer.raw(')');
  }

  #emitUnary(node: Extract<AnyNode, { type: 'UnaryExpression' }>): void {
    if (node.operator === 'typeof' && node.argument.type === 'Identifier') {
      this.writer.slice(node.start, node.argument.start);
      const rewritten = this.names.rewriteForTypeof(node.argument, this.state);
      if (rewritten === undefined) return this.writer.slice(node.argument.start, node.argument.end);
      return this.writer.raw(rewritten);
    }
    this.copy(node);
  }

  #emitMember(node: Extract<AnyNode, { type: 'MemberExpression' }>): void {
    if (node.object.type === 'Super') return emitSuper(this, node.object, node);
    const member = this.names.rewriteNamespaceMember(node);
    if (member !== undefined) {
      this.drop(node.start, node.end);
      return this.writer.raw(member);
    }
    this.emit(node.object);
    if (!node.computed) return this.writer.slice(node.object.end, node.end);
    this.writer.slice(node.object.end, node.property.start);
    this.emit(node.property);
    this.writer.slice(node.property.end, node.end);
  }

  /** `{ name }` becomes `{ name: rewritten }` where the name stands for something else. */
  #emitProperty(node: Extract<AnyNode, { type: 'Property' }>): void {
    if (node.shorthand) {
      const target: AnyNode = node.value;
      const identifier = (target.type as string) === 'AssignmentPattern' ? childrenOf(target)[0] : target;
      if (identifier?.type === 'Identifier' && this.#rewrite(identifier) !== undefined) {
        this.writer.raw(`${identifier.name}:`);
      }
      return this.emit(node.value);
    }
    if (node.method || node.kind !== 'init') return emitFunction(this, node.value as FunctionNode, node);
    if (!node.computed) this.writer.slice(node.start, node.value.start);
    else {
      this.writer.slice(node.start, node.key.start);
      this.emit(node.key);
      this.writer.slice(node.key.end, node.value.start);
    }
    this.emit(node.value);
    this.writer.slice(node.value.end, node.end);
  }

  #emitClass(node: ClassNode): void {
    emitClass(this, node);
    const name = node.type === 'ClassDeclaration' ? node.id?.name : undefined;
    if (name !== undefined && this.scopes.topScope.bindings.get(name)?.value === node) publish(this, [name]);
  }

  /** Methods that use `super` were written as generator methods; their wrappers come when the object is complete. */
  #emitObject(node: Extract<AnyNode, { type: 'ObjectExpression' }>): void {
    const methods = node.properties.flatMap((property) => {
      const info = property.type === 'Property' && property.method ? infoOf(this, property.value) : undefined;
      if (!info?.isSuspendable || !info.usesSuper || info.hasComputedKey) return [];
      return [`[${JSON.stringify(info.name)},0,${Number(info.isAsync)},${Number(info.mayBlock)}]`];
    });
    if (methods.length === 0) return this.copy(node);
    this.writer.raw(`${this.prefix}o(`);
    this.copy(node);
    this.writer.raw(`,[${methods.join()}])`);
  }

  #emitBlock(node: Extract<AnyNode, { type: 'BlockStatement' | 'StaticBlock' }>): void {
    const brace = this.source.indexOf('{', node.start) + 1;
    this.writer.slice(node.start, brace);
    this.writer.raw(linksOf(this, node.body));
    this.statements(node.body, brace, node.end);
  }

  #emitSwitchCase(node: Extract<AnyNode, { type: 'SwitchCase' }>): void {
    let position = node.start;
    if (node.test) {
      this.writer.slice(node.start, node.test.start);
      this.emit(node.test);
      position = node.test.end;
    }
    this.statements(node.consequent, position, node.end);
  }

  /** Errors know where they were made; of other thrown values the place is noted. */
  #emitThrow(node: Extract<AnyNode, { type: 'ThrowStatement' }>): void {
    if (node.argument.type === 'NewExpression') return this.copy(node);
    this.writer.slice(node.start, node.argument.start);
    this.writer.raw(`${this.prefix}e(`);
    this.emit(node.argument);
    this.writer.raw(')');
    this.writer.slice(node.argument.end, node.end);
  }
}
