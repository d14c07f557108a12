import type { Program } from 'acorn';
import { parseSource } from '../parse.ts';
import type { ModuleResolution, SourceText } from '../source-text.ts';
import type { ImportSource } from './bindings.ts';
import { type ExportTable, readExports } from './exports.ts';
import type { ScopeModel } from './model.ts';
import { buildScopes } from './scope-builder.ts';

/** One parsed file of a script. */
export interface ModuleModel {
  readonly url: string;
  readonly source: SourceText;
  readonly kind: 'esm' | 'cjs';
  readonly hasTopLevelAwait: boolean;
  readonly scopes: ScopeModel;
  readonly exports: ExportTable;
  /** Specifiers of static imports and re-exports in source order, each once. */
  readonly requests: readonly string[];
  /** What the static specifiers stand for; filled in when the graph is loaded. */
  readonly resolutions: Map<string, ModuleResolution>;
}

export function modelModule(source: SourceText): ModuleModel {
  const { kind, program, hasTopLevelAwait } = parseSource(source.code, source.url);
  const scopes = buildScopes(program, kind);
  return {
    url: source.url,
    source,
    kind,
    hasTopLevelAwait,
    scopes,
    exports: readExports(scopes),
    requests: readRequests(program),
    resolutions: new Map(),
  };
}

function readRequests(program: Program): string[] {
  const specifiers = program.body.flatMap((node) =>
    (node.type === 'ImportDeclaration' ||
      node.type === 'ExportAllDeclaration' ||
      node.type === 'ExportNamedDeclaration') &&
    node.source
      ? [String(node.source.value)]
      : [],
  );
  return [...new Set(specifiers)];
}

/** The modules of a script as far as they are known. */
export interface ModuleGraph {
  get(url: string): ModuleModel | undefined;
}

export type ImportTarget =
  | { readonly kind: 'builtin'; readonly specifier: string; readonly name: string }
  /** An export of a script module, followed through re-exports; `name` is `*` for its namespace. */
  | { readonly kind: 'esm'; readonly model: ModuleModel; readonly name: string }
  | { readonly kind: 'cjs'; readonly model: ModuleModel; readonly name: string }
  | { readonly kind: 'missing' };

/** Follows an import to the module that defines the name. */
export function resolveImport(graph: ModuleGraph, from: ModuleModel, source: ImportSource): ImportTarget {
  const resolution = from.resolutions.get(source.specifier);
  if (resolution === undefined) return { kind: 'missing' };
  if (resolution.kind === 'builtin')
    return { kind: 'builtin', specifier: resolution.specifier, name: source.name };
  const model = graph.get(resolution.url);
  if (model === undefined) return { kind: 'missing' };
  if (model.kind === 'cjs' || source.name === '*') return { kind: model.kind, model, name: source.name };
  return resolveExport(graph, model, source.name, new Set());
}

export function resolveExport(
  graph: ModuleGraph,
  model: ModuleModel,
  name: string,
  visited: Set<string>,
): ImportTarget {
  const key = `${model.url}\n${name}`;
  if (visited.has(key)) return { kind: 'missing' };
  visited.add(key);
  if (model.exports.local.has(name)) return { kind: 'esm', model, name };
  const indirect = model.exports.indirect.get(name);
  if (indirect !== undefined) return followExport(graph, model, indirect, visited);
  if (name === 'default') return { kind: 'missing' };
  for (const specifier of model.exports.stars) {
    const target = followExport(graph, model, { specifier, name }, visited);
    if (target.kind === 'esm') return target;
    if (target.kind === 'cjs' || target.kind === 'builtin') return target;
  }
  return { kind: 'missing' };
}

function followExport(
  graph: ModuleGraph,
  model: ModuleModel,
  source: ImportSource,
  visited: Set<string>,
): ImportTarget {
  const resolution = model.resolutions.get(source.specifier);
  if (resolution?.kind !== 'source' || source.name === '*') return resolveImport(graph, model, source);
  const target = graph.get(resolution.url);
  if (target?.kind !== 'esm') return resolveImport(graph, model, source);
  return resolveExport(graph, target, source.name, visited);
}

/** All names a namespace of the module has, through `export *` as well. */
export function exportNames(graph: ModuleGraph, model: ModuleModel, visited = new Set<string>()): string[] {
  if (visited.has(model.url)) return [];
  visited.add(model.url);
  const names = new Set([...model.exports.local.keys(), ...model.exports.indirect.keys()]);
  for (const specifier of model.exports.stars) {
    const resolution = model.resolutions.get(specifier);
    const target = resolution?.kind === 'source' ? graph.get(resolution.url) : undefined;
    if (target?.kind !== 'esm') continue;
    for (const name of exportNames(graph, target, visited)) if (name !== 'default') names.add(name);
  }
  return [...names].sort();
}
