import type { BlockingAnalysis } from '../analysis/blocking.ts';
import type { ModuleGraph, ModuleModel } from '../analysis/module-model.ts';
import type { PositionMap } from '../position-map.ts';
import { Emitter } from './emitter.ts';
import { linksOf } from './functions.ts';
import { hoistedExports } from './module-syntax.ts';
import { type ImportSlot, NameRewriter } from './names.ts';

export interface EmittedModule {
  /** An expression: a function that takes the thread's helpers and returns the module's generator function. */
  readonly code: string;
  readonly map: PositionMap;
  readonly imports: readonly ImportSlot[];
}

export interface EmitModuleInput {
  readonly model: ModuleModel;
  readonly graph: ModuleGraph;
  readonly analysis: BlockingAnalysis;
  readonly overridden: ReadonlySet<string>;
  readonly isCyclicWith: (url: string) => boolean;
}

/** Names of the helpers compiled code uses, without the prefix; `sandbox/helpers.ts` provides them. */
export const HELPER_NAMES = [
  's', 'n', 'D', 'C', 'u', 'w', 'r', 'a', 'as', 'ya', 'A', 't', 'e', 'c', 'y', 'k', 'o', 'b', 'z', 'nm', 'P', 'sg', 'ev', 'R',
] as const; // biome-ignore format: a table reads better in rows

/**
 * The module as one generator function: its first step links functions and fills hoisted exports, the second
 * runs the body. Everything is put on existing lines, so line numbers stay those of the source.
 */
export function emitModule({
  model,
  graph,
  analysis,
  overridden,
  isCyclicWith,
}: EmitModuleInput): EmittedModule {
  const prefix = unusedPrefix(model.source.code);
  const names = new NameRewriter({ model, graph, prefix, overridden, isCyclicWith });
  const e = new Emitter({ model, analysis, prefix, names });
  const head = e.writer.slot();
  writeBody(e);
  e.appendApart();
  e.writer.raw('\n}})');
  const finishedHead = `${headText(e)}return function*(${parameters(e)}){`;
  head.text = model.kind === 'esm' ? `${finishedHead}"use strict";` : finishedHead;
  return { ...e.writer.finish(), imports: names.slots };
}

function parameters({ prefix: p, model }: Emitter): string {
  return `${p}m,${p}g,${p}X${model.kind === 'cjs' ? ',module,exports' : ''}`;
}

function headText(e: Emitter): string {
  const { prefix: p } = e;
  const helpers = HELPER_NAMES.map((name) => `${name}:${p}${name}`).join();
  const globals = [...e.names.standard].join();
  return `(function(${p}h){const{${helpers}}=${p}h.helpers;const{${globals}}=${p}h.globals;${e.factories.join('')}`;
}

function writeBody(e: Emitter): void {
  const { prefix: p, scopes, state, writer, model } = e;
  const { program } = scopes;
  const directives = program.body.filter((node) => node.type === 'ExpressionStatement' && node.directive);
  const start = directives.at(-1)?.end ?? hashbangEnd(e.source);
  if (directives.length > 0) {
    // Directives must come first.
    writer.slice(hashbangEnd(e.source), start);
    writer.raw(';');
  }
  state.suspends = true;
  const imports = writer.slot();
  state.slot = writer.slot();
  if (model.kind === 'esm') writer.raw(`${linksOf(e, program.body)}${hoistedExports(e)}yield;`);
  else writer.raw(linksOf(e, program.body));
  e.statements(program.body.slice(directives.length), start, program.end);
  state.declareHelpers(p);
  imports.text = importDeclarations(e);
}

function hashbangEnd(code: string): number {
  return code.startsWith('#!') ? (/^#![^\r\n\u2028\u2029]*/.exec(code)?.[0].length ?? 0) : 0;
}

function importDeclarations(e: Emitter): string {
  const slots = e.names.slots.map((_, index) => `${e.prefix}i${index}=${e.prefix}m.imports[${index}]`);
  const locals = [...e.names.locals].map(([name, slot]) => `${name}=${slot}`);
  const all = [...slots, ...locals];
  return all.length === 0 ? '' : `const ${all.join()};`;
}

/** A start of names that the source does not contain. */
function unusedPrefix(code: string): string {
  let prefix = '_$';
  while (code.includes(prefix)) prefix += '$';
  return prefix;
}
