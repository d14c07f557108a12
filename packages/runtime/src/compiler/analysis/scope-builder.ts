import type { AnyNode, Identifier, Pattern, Program } from 'acorn';
import {
  type ClassNode,
  childrenOf,
  type FunctionNode,
  isClass,
  isFunction,
  staticKey,
  unparen,
} from '../syntax.ts';
import { type Binding, type Reference, Scope } from './bindings.ts';
import { FunctionInfo, type FunctionTraits } from './function-info.ts';
import { hoistLexical, hoistVars, identifiersIn } from './hoisting.ts';
import type { NamedStore, ScopeModel } from './model.ts';

/** Resolves every name of a file and notes what each function contains. */
export function buildScopes(program: Program, kind: 'esm' | 'cjs'): ScopeModel {
  return new ScopeBuilder(program, kind).build();
}

const FREE_FORM: Pick<FunctionTraits, 'isAsync' | 'isGenerator'> = { isAsync: false, isGenerator: false };

class ScopeBuilder {
  readonly #program: Program;
  readonly #functions: FunctionInfo[] = [];
  readonly #functionOf = new Map<AnyNode, FunctionInfo>();
  readonly #references = new Map<Identifier, Reference>();
  readonly #declarations = new Map<Identifier, Binding>();
  readonly #stores: NamedStore[] = [];
  readonly #targets = new Set<AnyNode>();
  readonly #privateMethods = new Map<string, FunctionInfo>();
  #scope: Scope;
  #owner: FunctionInfo;

  constructor(program: Program, kind: 'esm' | 'cjs') {
    this.#program = program;
    const strict = kind === 'esm' || hasUseStrict(program.body);
    this.#owner = new FunctionInfo(program, undefined, { form: 'program', strict, name: '', ...FREE_FORM });
    this.#functions.push(this.#owner);
    this.#functionOf.set(program, this.#owner);
    this.#scope = new Scope(undefined, this.#owner);
  }

  build(): ScopeModel {
    const [top, topScope] = [this.#owner, this.#scope];
    hoistVars(this.#program, topScope);
    hoistLexical(this.#program.body, topScope);
    for (const statement of this.#program.body) this.#visit(statement);
    return {
      program: this.#program,
      top,
      topScope,
      functions: this.#functions,
      functionOf: this.#functionOf,
      references: this.#references,
      declarations: this.#declarations,
      stores: this.#stores,
      targets: this.#targets,
      privateMethods: this.#privateMethods,
    };
  }

  #visitAll(nodes: readonly (AnyNode | null)[]): void {
    for (const node of nodes) if (node !== null) this.#visit(node);
  }

  /** `name` is what an anonymous function or class at this place would be called. */
  #visit(node: AnyNode, name = ''): void {
    if (isFunction(node)) return this.#visitFunction(node, this.#functionTraits(node, name));
    if (isClass(node)) return this.#visitClass(node, name);
    switch (node.type) {
      case 'Identifier':
        return this.#refer(node, false);
      case 'ParenthesizedExpression':
        return this.#visit(node.expression, name);
      case 'ThisExpression':
        return this.#mark((info) => {
          info.usesThis = true;
        });
      case 'Super':
        return this.#mark((info) => {
          info.usesSuper = true;
          info.usesThis = true;
        });
      case 'MetaProperty':
        return this.#mark((info) => {
          if (node.meta.name === 'new') info.usesNewTarget = true;
        });
      case 'MemberExpression':
        return this.#visitMember(node);
      case 'PrivateIdentifier':
        return this.#fix();
      case 'CallExpression':
      case 'NewExpression':
      case 'TaggedTemplateExpression':
        (this.#owner.inParameters ? this.#owner.parameterCalls : this.#owner.calls).push(node);
        return this.#visitAll(childrenOf(node));
      case 'AssignmentExpression':
        return this.#visitAssignment(node);
      case 'UpdateExpression':
        return this.#assign(node.argument as Pattern, undefined);
      case 'UnaryExpression':
        if (node.operator === 'delete') this.#targets.add(unparen(node.argument));
        return this.#visit(node.argument);
      case 'VariableDeclaration':
        return this.#visitVariables(node);
      case 'Property':
        return this.#visitProperty(node);
      case 'LabeledStatement':
        return this.#visit(node.body);
      case 'BreakStatement':
      case 'ContinueStatement':
      case 'ImportDeclaration':
      case 'ExportAllDeclaration':
        return;
      case 'ExportNamedDeclaration':
        return this.#visitNamedExport(node);
      case 'ExportDefaultDeclaration':
        return this.#visit(node.declaration, 'default');
      default:
        return this.#visitStatement(node);
    }
  }

  #visitStatement(node: AnyNode): void {
    switch (node.type) {
      case 'BlockStatement':
        return this.#inBlock(node.body, () => this.#visitAll(node.body));
      case 'ForStatement':
        return this.#inBlock(node.init ? [node.init] : [], () => this.#visitAll(childrenOf(node)));
      case 'ForInStatement':
      case 'ForOfStatement':
        return this.#inBlock([node.left], () => this.#visitForEach(node));
      case 'SwitchStatement':
        return this.#visitSwitch(node);
      case 'CatchClause':
        return this.#visitCatch(node);
      case 'WithStatement':
        this.#visit(node.object);
        return this.#inScope(new Scope(this.#scope, this.#owner, true), () => this.#visit(node.body));
      default:
        return this.#visitAll(childrenOf(node));
    }
  }

  #visitMember(node: Extract<AnyNode, { type: 'MemberExpression' }>): void {
    this.#visit(node.object);
    if (node.property.type === 'PrivateIdentifier') this.#fix();
    if (node.computed) this.#visit(node.property);
    else if (node.property.type === 'Identifier' && node.property.name === 'callee') {
      if (node.object.type === 'Identifier' && node.object.name === 'arguments')
        this.#owner.usesCallee = true;
    }
  }

  #visitAssignment(node: Extract<AnyNode, { type: 'AssignmentExpression' }>): void {
    const named = node.left.type === 'Identifier' && /^(\?\?|\|\||&&)?=$/.test(node.operator);
    this.#assign(node.left, node.operator === '=' ? node.right : undefined);
    this.#visit(node.right, named ? (node.left as Identifier).name : '');
  }

  /** A value goes to each target of the pattern; which one is only known for a single target. */
  #assign(target: Pattern, value: AnyNode | undefined): void {
    switch (target.type) {
      case 'Identifier':
        return this.#refer(target, true);
      case 'MemberExpression':
        this.#targets.add(target);
        this.#stores.push({ name: staticKey(target.property, target.computed), value });
        return this.#visitMember(target);
      case 'ObjectPattern':
        for (const property of target.properties) {
          if (property.type === 'RestElement') this.#assign(property.argument, undefined);
          else {
            if (property.computed) this.#visit(property.key);
            this.#assign(property.value, undefined);
          }
        }
        return;
      case 'ArrayPattern':
        for (const element of target.elements) if (element !== null) this.#assign(element, undefined);
        return;
      case 'RestElement':
        return this.#assign(target.argument, undefined);
      case 'AssignmentPattern':
        this.#assign(target.left, undefined);
        return this.#visit(target.right, target.left.type === 'Identifier' ? target.left.name : '');
      default:
        return this.#assign(unparen(target) as Pattern, value);
    }
  }

  #visitVariables(node: Extract<AnyNode, { type: 'VariableDeclaration' }>): void {
    for (const { id, init, end } of node.declarations) {
      this.#declarePattern(id);
      for (const target of identifiersIn(id)) this.#noteInitialisation(target, end);
      if (id.type === 'Identifier') this.#noteValue(id, init ?? undefined, node.kind === 'var');
      else for (const target of identifiersIn(id)) this.#noteValue(target, undefined, true);
      if (init) this.#visit(init, id.type === 'Identifier' ? id.name : '');
    }
  }

  #noteInitialisation(id: Identifier, end: number): void {
    const binding = this.#declarations.get(id);
    if (binding !== undefined) binding.initialisedAt = Math.max(binding.initialisedAt, end);
  }

  #noteValue(id: Identifier, value: AnyNode | undefined, overwrites: boolean): void {
    const binding = this.#declarations.get(id);
    if (binding === undefined) return;
    if (binding.value !== undefined || (overwrites && value === undefined)) binding.reassigned = true;
    binding.value = value;
  }

  /** Notes the bindings a pattern declares and visits its defaults and computed keys. */
  #declarePattern(pattern: Pattern): void {
    switch (pattern.type) {
      case 'Identifier': {
        const binding = this.#scope.resolve(pattern.name);
        if (binding !== undefined) this.#declarations.set(pattern, binding);
        return;
      }
      case 'ObjectPattern':
        for (const property of pattern.properties) {
          if (property.type === 'RestElement') this.#declarePattern(property.argument);
          else {
            if (property.computed) this.#visit(property.key);
            this.#declarePattern(property.value);
          }
        }
        return;
      case 'ArrayPattern':
        for (const element of pattern.elements) if (element !== null) this.#declarePattern(element);
        return;
      case 'RestElement':
        return this.#declarePattern(pattern.argument);
      case 'AssignmentPattern':
        this.#declarePattern(pattern.left);
        return this.#visit(pattern.right, pattern.left.type === 'Identifier' ? pattern.left.name : '');
      default:
        return this.#visit(pattern);
    }
  }

  #visitProperty(node: Extract<AnyNode, { type: 'Property' }>): void {
    if (node.computed) this.#visit(node.key);
    const key = staticKey(node.key, node.computed);
    if (node.kind !== 'init') {
      return this.#visitFunction(node.value as FunctionNode, this.#methodTraits('accessor', node.value, key));
    }
    this.#stores.push({ name: key, value: node.value });
    if (node.method) {
      this.#visitFunction(node.value as FunctionNode, this.#methodTraits('method', node.value, key));
      const info = this.#functionOf.get(node.value);
      // Without `super` it becomes a plain property, whose key may be anything.
      if (info?.usesSuper) info.hasComputedKey = key === undefined;
    } else this.#visit(node.value, key ?? '');
  }

  #visitNamedExport(node: Extract<AnyNode, { type: 'ExportNamedDeclaration' }>): void {
    if (node.declaration) return this.#visit(node.declaration);
    if (node.source) return;
    for (const { local } of node.specifiers) if (local.type === 'Identifier') this.#refer(local, false);
  }

  #visitForEach(node: Extract<AnyNode, { type: 'ForInStatement' | 'ForOfStatement' }>): void {
    if (node.left.type === 'VariableDeclaration') {
      this.#visitVariables(node.left);
      for (const { id } of node.left.declarations) {
        for (const target of identifiersIn(id)) this.#noteValue(target, undefined, true);
      }
    } else this.#assign(node.left, undefined);
    this.#visit(node.right);
    this.#visit(node.body);
  }

  #visitSwitch(node: Extract<AnyNode, { type: 'SwitchStatement' }>): void {
    this.#visit(node.discriminant);
    const statements = node.cases.flatMap((clause) => clause.consequent);
    this.#inBlock(statements, () => {
      // A case may be jumped over, and the declarations in it with it.
      for (const binding of this.#scope.bindings.values()) binding.initialisedAt = Number.POSITIVE_INFINITY;
      this.#visitAll(node.cases);
      for (const statement of statements) {
        const info = this.#functionOf.get(statement);
        if (info !== undefined) info.isInSwitchCase = true;
      }
    });
  }

  #visitCatch(node: Extract<AnyNode, { type: 'CatchClause' }>): void {
    this.#inScope(new Scope(this.#scope, this.#owner), () => {
      if (node.param) {
        for (const { name } of identifiersIn(node.param))
          this.#scope.declare(name, 'catch').reassigned = true;
        this.#declarePattern(node.param);
      }
      this.#visit(node.body);
    });
  }

  #visitFunction(node: FunctionNode, traits: FunctionTraits): void {
    const selfScope = this.#selfScope(node);
    const info = this.#addFunction(new FunctionInfo(node, this.#owner, traits));
    const scope = new Scope(selfScope, info);
    for (const param of node.params) {
      for (const { name } of identifiersIn(param)) scope.declare(name, 'param').reassigned = true;
    }
    this.#within(info, scope, () => {
      info.inParameters = true;
      for (const param of node.params) this.#declarePattern(param);
      info.inParameters = false;
      if (node.body.type !== 'BlockStatement') return this.#visit(node.body);
      hoistVars(node.body, scope);
      hoistLexical(node.body.body, scope);
      this.#visitAll(node.body.body);
    });
  }

  /** A function expression sees its own name. */
  #selfScope(node: FunctionNode): Scope {
    if (node.type !== 'FunctionExpression' || !node.id) return this.#scope;
    const scope = new Scope(this.#scope, this.#owner);
    scope.declare(node.id.name, 'self').value = node;
    return scope;
  }

  #visitClass(node: ClassNode, name: string): void {
    const declared =
      node.type === 'ClassDeclaration' && node.id ? this.#scope.resolve(node.id.name) : undefined;
    if (declared !== undefined) declared.initialisedAt = Math.max(declared.initialisedAt, node.end);
    const scope = new Scope(this.#scope, this.#owner);
    if (node.id) scope.declare(node.id.name, 'class').value = node;
    this.#inScope(scope, () => {
      if (node.superClass) this.#visit(node.superClass);
      for (const member of node.body.body) {
        this.#visitClassMember(member, node.id?.name ?? name, node.superClass != null);
      }
    });
  }

  #visitClassMember(
    member: ClassNode['body']['body'][number],
    className: string,
    hasSuperClass: boolean,
  ): void {
    if (member.type === 'StaticBlock')
      return this.#visitInitialiser(member, () => this.#visitBlockBody(member));
    if (member.computed) this.#visit(member.key);
    const key = staticKey(member.key, member.computed);
    if (member.type === 'PropertyDefinition') {
      this.#stores.push({ name: key, value: member.value ?? undefined });
      const value = member.value;
      if (value) this.#visitInitialiser(member, () => this.#visit(value, key ?? ''));
      return;
    }
    const form =
      member.kind === 'method' ? 'method' : member.kind === 'constructor' ? 'constructor' : 'accessor';
    this.#visitFunction(
      member.value,
      this.#methodTraits(form, member.value, form === 'constructor' ? className : key, true),
    );
    const info = this.#functionOf.get(member.value);
    if (info !== undefined && form === 'constructor') info.isDerived = hasSuperClass;
    if (form !== 'method') return;
    this.#stores.push({ name: key, value: member.value });
    if (info !== undefined) info.hasComputedKey = key === undefined;
    if (member.key.type === 'PrivateIdentifier' && key !== undefined && info)
      this.#privateMethods.set(key, info);
  }

  #visitInitialiser(node: FunctionInfo['node'], visit: () => void): void {
    const traits = { form: 'initialiser', strict: true, name: '', ...FREE_FORM } as const;
    const info = this.#addFunction(new FunctionInfo(node, this.#owner, traits));
    this.#within(info, new Scope(this.#scope, info), visit);
  }

  #visitBlockBody(node: Extract<AnyNode, { type: 'StaticBlock' }>): void {
    for (const statement of node.body) hoistVars(statement, this.#scope);
    hoistLexical(node.body, this.#scope);
    this.#visitAll(node.body);
  }

  #functionTraits(node: FunctionNode, name: string): FunctionTraits {
    const form =
      node.type === 'ArrowFunctionExpression'
        ? 'arrow'
        : node.type === 'FunctionDeclaration'
          ? 'declaration'
          : 'expression';
    const own = 'id' in node && node.id ? node.id.name : name;
    return {
      form,
      strict: this.#isStrict(node),
      name: own,
      isAsync: node.async,
      isGenerator: node.generator,
    };
  }

  #methodTraits(
    form: 'method' | 'constructor' | 'accessor',
    value: AnyNode,
    key: string | undefined,
    strict = false,
  ): FunctionTraits {
    const node = value as FunctionNode;
    const isStrict = strict || this.#isStrict(node);
    return { form, strict: isStrict, name: key ?? '', isAsync: node.async, isGenerator: node.generator };
  }

  #isStrict(node: FunctionNode): boolean {
    return this.#owner.strict || (node.body.type === 'BlockStatement' && hasUseStrict(node.body.body));
  }

  #addFunction(info: FunctionInfo): FunctionInfo {
    this.#functions.push(info);
    this.#functionOf.set(info.node, info);
    return info;
  }

  #refer(node: Identifier, writes: boolean): void {
    if (node.name === 'arguments') {
      this.#mark((info) => {
        info.usesArguments = true;
      });
    }
    const binding = this.#scope.resolve(node.name);
    if (binding !== undefined) this.#capture(binding);
    if (writes && binding !== undefined) {
      binding.reassigned = true;
      binding.isAssigned = true;
    }
    if (this.#scope.isWith || node.name === 'eval') this.#fix();
    this.#references.set(node, { node, binding, writes, owner: this.#owner, inWith: this.#scope.isWith });
  }

  /** Notes the use of a variable on all functions between its declaration and here. */
  #capture(binding: Binding): void {
    if (binding.scope.parent === undefined) return;
    for (let info: FunctionInfo | undefined = this.#owner; info !== undefined; info = info.parent) {
      if (info === binding.scope.owner) return;
      info.captures.add(binding);
    }
  }

  #fix(): void {
    for (let info: FunctionInfo | undefined = this.#owner; info !== undefined; info = info.parent)
      info.isFixed = true;
  }

  /** Notes a use of `this` and the like on the function itself and on what it captures them from. */
  #mark(note: (info: FunctionInfo) => void): void {
    for (let info: FunctionInfo | undefined = this.#owner; info !== undefined; info = info.parent) {
      note(info);
      if (info.form !== 'arrow') return;
    }
  }

  #inBlock(statements: readonly AnyNode[], visit: () => void): void {
    const scope = new Scope(this.#scope, this.#owner);
    hoistLexical(statements, scope);
    this.#inScope(scope, visit);
  }

  #inScope(scope: Scope, visit: () => void): void {
    const outer = this.#scope;
    this.#scope = scope;
    visit();
    this.#scope = outer;
  }

  #within(owner: FunctionInfo, scope: Scope, visit: () => void): void {
    const outer = this.#owner;
    this.#owner = owner;
    this.#inScope(scope, visit);
    this.#owner = outer;
  }
}

function hasUseStrict(body: readonly AnyNode[]): boolean {
  return body.some((node) => node.type === 'ExpressionStatement' && node.directive === 'use strict');
}
