import type { DeclaredMetric } from '@squall/core';
import { type Expression, type ModuleDeclaration, type Program, parse, type Statement } from 'acorn';
import { declaredMetrics } from './declared-metrics.ts';
import { NotStatic, staticValue } from './static-value.ts';

/** Something of a script that keeps it from being started here. */
export class ScriptProblem extends Error {
  readonly line: number;
  readonly column: number;

  constructor(message: string, { line, column }: { readonly line: number; readonly column: number }) {
    super(message);
    this.name = 'ScriptProblem';
    this.line = line;
    this.column = column;
  }
}

export interface ScriptFacts {
  readonly options: unknown;
  /** Names the script exports; `default` is what VUs run when no scenario says otherwise. */
  readonly exports: ReadonlySet<string>;
  /** Those that the script creates itself. */
  readonly metrics: readonly DeclaredMetric[];
}

/**
 * What can be told of a script without running it. Its options must be written out as values, for nothing of a
 * script is ever executed by these pages. @throws ScriptProblem
 */
export function readScript(source: string): ScriptFacts {
  const program = parseModule(source);
  const constants = new Map<string, Expression>();
  const exported = new Map<string, string>();
  for (const node of program.body) {
    noteConstants(node, constants);
    noteExports(node, exported);
  }
  const name = exported.get('options');
  const initial = name === undefined ? undefined : constants.get(name);
  if (name !== undefined && initial === undefined)
    throw new ScriptProblem('`options` must be a constant with its values written out', {
      line: 1,
      column: 0,
    });
  return {
    options: initial === undefined ? {} : optionsOf(initial, constants, source),
    exports: new Set(exported.keys()),
    metrics: declaredMetrics(program, constants),
  };
}

function parseModule(source: string): Program {
  try {
    return parse(source, { ecmaVersion: 'latest', sourceType: 'module', allowHashBang: true });
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const { loc } = error as SyntaxError & {
      readonly loc: { readonly line: number; readonly column: number };
    };
    throw new ScriptProblem(error.message.replace(/ \(\d+:\d+\)$/, ''), loc);
  }
}

type TopLevel = Statement | ModuleDeclaration;

function noteConstants(node: TopLevel, constants: Map<string, Expression>): void {
  const declaration = node.type === 'ExportNamedDeclaration' ? node.declaration : node;
  if (declaration?.type !== 'VariableDeclaration') return;
  for (const { id, init } of declaration.declarations) {
    if (id.type === 'Identifier' && init) constants.set(id.name, init);
  }
}

/** By the name outside: the name inside. */
function noteExports(node: TopLevel, exported: Map<string, string>): void {
  if (node.type === 'ExportDefaultDeclaration') exported.set('default', 'default');
  if (node.type !== 'ExportNamedDeclaration') return;
  for (const { local, exported: outside } of node.specifiers) exported.set(nameOf(outside), nameOf(local));
  const { declaration } = node;
  if (declaration?.type === 'VariableDeclaration') {
    for (const { id } of declaration.declarations)
      if (id.type === 'Identifier') exported.set(id.name, id.name);
  } else if (declaration) {
    exported.set(declaration.id.name, declaration.id.name);
  }
}

function nameOf(node: { type: 'Identifier'; name: string } | { type: 'Literal'; value?: unknown }): string {
  return node.type === 'Identifier' ? node.name : String(node.value);
}

function optionsOf(initial: Expression, constants: ReadonlyMap<string, Expression>, source: string): unknown {
  try {
    return staticValue(initial, constants);
  } catch (error) {
    if (!(error instanceof NotStatic)) throw error;
    throw new ScriptProblem(
      `${error.message}, but options must be known before: write the value out, or send the script with the command line`,
      placeOf(source, error.position),
    );
  }
}

function placeOf(source: string, position: number): { line: number; column: number } {
  const before = source.slice(0, position).split('\n');
  return { line: before.length, column: before.at(-1)?.length ?? 0 };
}
