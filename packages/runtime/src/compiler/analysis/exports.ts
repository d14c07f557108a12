import type { AnyNode } from 'acorn';
import { nameText } from '../syntax.ts';
import type { Binding, ImportSource } from './bindings.ts';
import { identifiersIn } from './hoisting.ts';
import type { ScopeModel } from './model.ts';

export interface ExportTable {
  /** Exported name to the local binding, or to the expression of `export default`. */
  readonly local: ReadonlyMap<string, Binding | AnyNode>;
  /** Names passed on from other modules. */
  readonly indirect: ReadonlyMap<string, ImportSource>;
  /** Modules of `export *`. */
  readonly stars: readonly string[];
}

export function isBinding(value: Binding | AnyNode): value is Binding {
  return 'scope' in value;
}

export function readExports({ program, topScope }: ScopeModel): ExportTable {
  const local = new Map<string, Binding | AnyNode>();
  const indirect = new Map<string, ImportSource>();
  const stars: string[] = [];
  const add = (name: string, exported: string): void => {
    const binding = topScope.bindings.get(name);
    if (binding === undefined) return;
    if (binding.importedFrom !== undefined) {
      indirect.set(exported, binding.importedFrom);
      return;
    }
    binding.exportedAs.push(exported);
    local.set(exported, binding);
  };
  for (const node of program.body) {
    if (node.type === 'ExportAllDeclaration') {
      const specifier = String(node.source.value);
      if (node.exported) indirect.set(nameText(node.exported), { specifier, name: '*' });
      else stars.push(specifier);
    } else if (node.type === 'ExportDefaultDeclaration') {
      const declared = 'id' in node.declaration && node.declaration.type.endsWith('Declaration');
      const id = declared ? (node.declaration as { id?: { name: string } | null }).id : undefined;
      if (id) add(id.name, 'default');
      else local.set('default', node.declaration);
    } else if (node.type === 'ExportNamedDeclaration') {
      for (const name of node.declaration ? declaredNames(node.declaration) : []) add(name, name);
      for (const { local: from, exported } of node.specifiers) {
        if (node.source) {
          indirect.set(nameText(exported), { specifier: String(node.source.value), name: nameText(from) });
        } else add(nameText(from), nameText(exported));
      }
    }
  }
  return { local, indirect, stars };
}

function declaredNames(node: AnyNode): string[] {
  if (node.type === 'VariableDeclaration') {
    return node.declarations.flatMap(({ id }) => identifiersIn(id).map(({ name }) => name));
  }
  return 'id' in node && node.id ? [(node.id as { name: string }).name] : [];
}
