import type { AnyNode, CallExpression, Identifier, MemberExpression } from 'acorn';
import { isClass, isFunction, staticKey, unparen } from '../syntax.ts';
import type { Binding, Reference } from './bindings.ts';
import { isBinding } from './exports.ts';
import type { CallNode } from './function-info.ts';
import {
  CALLBACK_METHODS,
  CONTAINER_CLASSES,
  HOST_BLOCKING_NAMES,
  NON_BLOCKING_GLOBALS,
  STANDARD_METHODS,
} from './known-names.ts';
import { type ModuleGraph, type ModuleModel, resolveImport } from './module-model.ts';

/**
 * Finds the functions of a program that may have to wait. It only makes code faster: a function taken for
 * blocking costs a generator, one that is missed costs a synchronous fallback. Facts only grow, so modules
 * that are loaded later (`require`) see what is known by then.
 */
export class BlockingAnalysis {
  readonly #graph: ModuleGraph;
  readonly #models: ModuleModel[] = [];
  /** Names under which a function that may block is stored anywhere. */
  readonly #suspects = new Set(HOST_BLOCKING_NAMES);
  /** Names under which nothing but maps, arrays and the like is stored. */
  readonly #containers = new Map<string, boolean>();
  /** Names that values are stored under anywhere in the text. */
  readonly #written = new Set<string>();
  /** A function that may block is stored under a computed name, so it may have any name the text does not define. */
  #isWild = false;

  readonly #assumesAll: boolean;

  /** With `assumesAll` every call is taken for blocking; the result must be the same. */
  constructor(graph: ModuleGraph, assumesAll = false) {
    this.#graph = graph;
    this.#assumesAll = assumesAll;
  }

  add(models: readonly ModuleModel[]): void {
    this.#models.push(...models);
    for (const model of models) this.#noteContainers(model);
    while (this.#grow());
  }

  /** Whether the call may have to wait, so that a suspendable caller must be prepared for it. */
  callMayBlock(call: CallNode, model: ModuleModel): boolean {
    if (this.#assumesAll) return isDispatchable(call);
    if (call.type === 'NewExpression') return this.#constructionMayBlock(call, model);
    const callee = unparen(call.type === 'TaggedTemplateExpression' ? call.tag : call.callee);
    switch (callee.type) {
      case 'Super':
        return false;
      case 'MemberExpression':
        return this.#methodMayBlock(callee, call, model);
      case 'Identifier':
        return callee.name !== 'eval' && this.#valueMayBlock(callee, model);
      case 'ChainExpression':
        return false;
      default:
        return this.#valueMayBlock(callee, model);
    }
  }

  /** Only `new Promise(executor)` can be suspended: the executor runs at once. */
  #constructionMayBlock(call: Extract<CallNode, { type: 'NewExpression' }>, model: ModuleModel): boolean {
    if (call.callee.type !== 'Identifier' || call.callee.name !== 'Promise') return false;
    if (model.scopes.references.get(call.callee)?.binding !== undefined) return false;
    return call.arguments.some((argument) => this.#valueMayBlock(argument, model));
  }

  #grow(): boolean {
    let grown = false;
    for (const model of this.#models) {
      for (const { name, value } of model.scopes.stores) grown = this.#noteStore(name, value, model) || grown;
      for (const [name, value] of model.exports.local) {
        const mayBlock = isBinding(value)
          ? this.#bindingMayBlock(value, model, 0)
          : this.#valueMayBlock(value, model);
        if (mayBlock) grown = this.#suspect(name) || grown;
      }
      for (const info of model.scopes.functions) {
        if (info.mayBlock || !info.canSuspend) continue;
        info.mayBlock = info.calls.some((call) => this.callMayBlock(call, model));
        grown = info.mayBlock || grown;
      }
    }
    return grown;
  }

  #noteStore(name: string | undefined, value: AnyNode | undefined, model: ModuleModel): boolean {
    if (name === undefined ? this.#isWild : this.#suspects.has(name)) return false;
    if (value !== undefined && !this.#valueMayBlock(value, model)) return false;
    if (name !== undefined) return this.#suspect(name);
    this.#isWild = true;
    return true;
  }

  #suspect(name: string): boolean {
    if (this.#suspects.has(name)) return false;
    this.#suspects.add(name);
    return true;
  }

  #noteContainers(model: ModuleModel): void {
    for (const { name, value } of model.scopes.stores) {
      if (name === undefined) continue;
      this.#written.add(name);
      const isContainer = value !== undefined && this.#makesContainer(value, model);
      this.#containers.set(name, isContainer && (this.#containers.get(name) ?? true));
    }
  }

  #methodMayBlock(callee: MemberExpression, call: CallNode, model: ModuleModel): boolean {
    const name = staticKey(callee.property, callee.computed);
    if (name === undefined) return true;
    if (callee.property.type === 'PrivateIdentifier') return this.#privateMayBlock(name, model);
    const { object } = callee;
    if (object.type === 'Super') return this.#nameMayBlock(name);
    const isGlobal = object.type === 'Identifier' && this.#isGlobal(object, model);
    if (name === 'call' || name === 'apply' || name === 'bind') {
      if (isGlobal && object.name === 'Reflect') return this.#argumentsMayBlock(call, model);
      return name !== 'bind' && this.#valueMayBlock(object, model);
    }
    if (CALLBACK_METHODS.has(name) && this.#argumentsMayBlock(call, model)) return true;
    if (isGlobal && NON_BLOCKING_GLOBALS.has(object.name)) return false;
    return this.#nameMayBlock(name) && !this.#isContainer(object, model);
  }

  #nameMayBlock(name: string): boolean {
    return (
      this.#suspects.has(name) || (this.#isWild && !STANDARD_METHODS.has(name) && !this.#written.has(name))
    );
  }

  #privateMayBlock(name: string, model: ModuleModel): boolean {
    const method = model.scopes.privateMethods.get(name);
    return (method?.mayBlock ?? false) || this.#suspects.has(name);
  }

  #argumentsMayBlock(call: CallNode, model: ModuleModel): boolean {
    if (call.type === 'TaggedTemplateExpression') return false;
    return call.arguments.some((argument) => this.#valueMayBlock(argument, model));
  }

  /** Whether the value may be a function that blocks when called. */
  #valueMayBlock(node: AnyNode, model: ModuleModel, depth = 0): boolean {
    if (isFunction(node)) return model.scopes.functionOf.get(node)?.mayBlock ?? true;
    if (isClass(node)) return false;
    switch (node.type) {
      case 'Literal':
      case 'TemplateLiteral':
      case 'ObjectExpression':
      case 'ArrayExpression':
      case 'UnaryExpression':
      case 'BinaryExpression':
      case 'UpdateExpression':
      case 'ThisExpression':
      case 'MetaProperty':
        return false;
      case 'ParenthesizedExpression':
        return this.#valueMayBlock(node.expression, model, depth);
      case 'NewExpression':
        return (
          !(node.callee.type === 'Identifier' && CONTAINER_CLASSES.has(node.callee.name)) &&
          mayMakeFunction(node.callee)
        );
      case 'Identifier':
        return this.#identifierMayBlock(node, model, depth);
      case 'MemberExpression':
        return this.#memberValueMayBlock(node, model);
      case 'ConditionalExpression':
        return (
          this.#valueMayBlock(node.consequent, model, depth) ||
          this.#valueMayBlock(node.alternate, model, depth)
        );
      case 'LogicalExpression':
        return this.#valueMayBlock(node.left, model, depth) || this.#valueMayBlock(node.right, model, depth);
      case 'AssignmentExpression':
        return this.#valueMayBlock(node.right, model, depth);
      case 'CallExpression':
        return this.#resultMayBlock(node, model);
      default:
        return true;
    }
  }

  #memberValueMayBlock(node: MemberExpression, model: ModuleModel): boolean {
    const name = staticKey(node.property, node.computed);
    if (name === undefined) return !isIndex(node);
    if (node.property.type === 'PrivateIdentifier') return this.#privateMayBlock(name, model);
    return this.#nameMayBlock(name);
  }

  /** Results of the standard methods that give no functions of the script back. */
  #resultMayBlock({ callee }: CallExpression, model: ModuleModel): boolean {
    if (callee.type === 'Identifier')
      return !(this.#isGlobal(callee, model) && NON_BLOCKING_GLOBALS.has(callee.name));
    if (callee.type !== 'MemberExpression') return true;
    const name = staticKey(callee.property, callee.computed);
    return name === undefined || !PLAIN_RESULTS.has(name) || this.#suspects.has(name);
  }

  #identifierMayBlock(node: Identifier, model: ModuleModel, depth: number): boolean {
    const reference: Reference | undefined = model.scopes.references.get(node);
    if (reference?.binding !== undefined) return this.#bindingMayBlock(reference.binding, model, depth);
    return !NON_BLOCKING_GLOBALS.has(node.name);
  }

  #bindingMayBlock(binding: Binding, model: ModuleModel, depth: number): boolean {
    if (binding.kind === 'class') return false;
    if (binding.importedFrom !== undefined) return this.#importMayBlock(binding.importedFrom, model, depth);
    if (binding.reassigned || binding.value === undefined || depth > 8) return true;
    return this.#valueMayBlock(binding.value, model, depth + 1);
  }

  #importMayBlock(source: { specifier: string; name: string }, model: ModuleModel, depth: number): boolean {
    const target = resolveImport(this.#graph, model, source);
    if (target.kind === 'builtin') return HOST_BLOCKING_NAMES.has(target.name);
    if (target.kind !== 'esm' || target.name === '*') return target.kind !== 'esm';
    const value = target.model.exports.local.get(target.name);
    if (value === undefined || depth > 8) return true;
    return isBinding(value)
      ? this.#bindingMayBlock(value, target.model, depth + 1)
      : this.#valueMayBlock(value, target.model, depth + 1);
  }

  #isGlobal(node: Identifier, model: ModuleModel): boolean {
    return model.scopes.references.get(node)?.binding === undefined;
  }

  /** Whether the object is certainly a map, array, string or the like, whose methods are the standard ones. */
  #isContainer(node: AnyNode, model: ModuleModel): boolean {
    if (node.type === 'Identifier') {
      const binding = model.scopes.references.get(node)?.binding;
      if (binding === undefined || binding.reassigned || binding.value === undefined) return false;
      return this.#makesContainer(binding.value, model);
    }
    if (node.type === 'MemberExpression') {
      const name = staticKey(node.property, node.computed);
      return name !== undefined && (this.#containers.get(name) ?? false);
    }
    return this.#makesContainer(node, model);
  }

  #makesContainer(node: AnyNode, model: ModuleModel): boolean {
    if (node.type === 'ArrayExpression' || node.type === 'Literal' || node.type === 'TemplateLiteral')
      return true;
    if (node.type !== 'NewExpression' || node.callee.type !== 'Identifier') return false;
    return CONTAINER_CLASSES.has(node.callee.name) && this.#isGlobal(node.callee, model);
  }
}

const PLAIN_RESULTS: ReadonlySet<string> = new Set([
  'toUpperCase', 'toLowerCase', 'trim', 'split', 'join', 'slice', 'substring', 'concat', 'indexOf', 'includes', 'map',
  'filter', 'toString', 'toFixed', 'padStart', 'padEnd', 'repeat', 'replace', 'keys', 'entries', 'stringify', 'now',
  'floor', 'ceil', 'round', 'random', 'max', 'min', 'abs', 'startsWith', 'endsWith', 'test', 'match', 'charAt',
  'charCodeAt', 'getTime', 'toISOString', 'push', 'sort', 'reverse', 'flat', 'fill', 'parse', 'isArray', 'hasOwnProperty',
]); // biome-ignore format: a table reads better in rows

function isDispatchable(call: CallNode): boolean {
  if (call.type === 'NewExpression') return false;
  const callee = unparen(call.type === 'TaggedTemplateExpression' ? call.tag : call.callee);
  if (callee.type === 'Identifier') return callee.name !== 'eval';
  return callee.type !== 'Super' && callee.type !== 'ChainExpression';
}

/** `new Function(...)` and `new Proxy(...)` make functions; other classes make objects. */
function mayMakeFunction(callee: AnyNode): boolean {
  return callee.type !== 'Identifier' || callee.name === 'Function' || callee.name === 'Proxy';
}

/** `list[0]`: an element of an array, which is rarely a function; a miss only costs speed. */
function isIndex(node: MemberExpression): boolean {
  return node.property.type === 'Literal' && typeof node.property.value === 'number';
}
