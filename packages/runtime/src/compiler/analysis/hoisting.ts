import type { AnyNode, Identifier, Pattern } from 'acorn';
import { childrenOf, isClass, isFunction } from '../syntax.ts';
import type { Binding, BindingKind, Scope } from './bindings.ts';

/** The names a pattern binds or assigns, in source order. */
export function identifiersIn(pattern: Pattern | AnyNode): Identifier[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern];
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) =>
        identifiersIn(property.type === 'RestElement' ? property.argument : property.value),
      );
    case 'ArrayPattern':
      return pattern.elements.flatMap((element) => (element === null ? [] : identifiersIn(element)));
    case 'RestElement':
      return identifiersIn(pattern.argument);
    case 'AssignmentPattern':
      return identifiersIn(pattern.left);
    default:
      return [];
  }
}

/** Declares every `var` of a function's body, however deeply nested. */
export function hoistVars(root: AnyNode, scope: Scope): void {
  const visit = (node: AnyNode, depth: number): void => {
    if (node.type === 'VariableDeclaration' && node.kind === 'var') {
      for (const { id } of node.declarations) {
        for (const { name } of identifiersIn(id)) if (!scope.bindings.has(name)) scope.declare(name, 'var');
      }
    }
    // Sloppy code sees functions declared in blocks outside them too.
    if (node.type === 'FunctionDeclaration' && node.id && depth > 1 && !scope.owner.strict) {
      scope.declare(node.id.name, 'var').reassigned = true;
    }
    if (isFunction(node) || isClass(node) || isPlainExpression(node)) return;
    for (const child of childrenOf(node)) visit(child, depth + 1);
  };
  visit(root, 0);
}

function isPlainExpression(node: AnyNode): boolean {
  return node.type.endsWith('Expression') || node.type === 'Literal' || node.type === 'Identifier';
}

/** Declares what belongs to a block itself: `let`, `const`, classes, functions and imports. */
export function hoistLexical(statements: readonly AnyNode[], scope: Scope): void {
  for (const statement of statements) {
    const declaration = declarationOf(statement);
    if (declaration === undefined) continue;
    if (declaration.type === 'ImportDeclaration') declareImports(declaration, scope);
    else if (declaration.type === 'FunctionDeclaration') declareNamed(declaration, 'function', scope);
    else if (declaration.type === 'ClassDeclaration') declareNamed(declaration, 'class', scope);
    else if (declaration.type === 'VariableDeclaration' && declaration.kind !== 'var') {
      const kind = declaration.kind === 'let' ? 'let' : 'const';
      for (const { id } of declaration.declarations) {
        for (const { name } of identifiersIn(id)) scope.declare(name, kind);
      }
    }
  }
}

function declarationOf(statement: AnyNode): AnyNode | undefined {
  if (statement.type === 'ExportNamedDeclaration') return statement.declaration ?? undefined;
  if (statement.type === 'ExportDefaultDeclaration') return statement.declaration;
  if (statement.type === 'LabeledStatement') return declarationOf(statement.body);
  return statement;
}

function declareNamed(
  node: AnyNode & { id?: Identifier | null },
  kind: BindingKind,
  scope: Scope,
): Binding | undefined {
  if (!node.id) return undefined;
  const binding = scope.declare(node.id.name, kind);
  binding.value = node;
  return binding;
}

function declareImports(node: Extract<AnyNode, { type: 'ImportDeclaration' }>, scope: Scope): void {
  for (const specifier of node.specifiers) {
    const binding = scope.declare(specifier.local.name, 'import');
    binding.importedFrom = { specifier: String(node.source.value), name: importedName(specifier) };
  }
}

function importedName(
  specifier: Extract<
    AnyNode,
    { type: 'ImportSpecifier' | 'ImportDefaultSpecifier' | 'ImportNamespaceSpecifier' }
  >,
): string {
  if (specifier.type === 'ImportDefaultSpecifier') return 'default';
  if (specifier.type === 'ImportNamespaceSpecifier') return '*';
  return specifier.imported.type === 'Identifier'
    ? specifier.imported.name
    : String(specifier.imported.value);
}
