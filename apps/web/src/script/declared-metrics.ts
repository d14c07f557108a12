import type { DeclaredMetric } from '@squall/core';
import type { AnyNode, Expression, ImportDeclaration, NewExpression, Program, SpreadElement } from 'acorn';
import { type Bindings, NotStatic, staticValue } from './static-value.ts';

const TYPES = { Counter: 'counter', Gauge: 'gauge', Rate: 'rate', Trend: 'trend' } as const;
type MetricClass = keyof typeof TYPES;

/** Metrics of its own that a script creates, as far as their names are written out. */
export function declaredMetrics(program: Program, constants: Bindings): DeclaredMetric[] {
  const classes = metricClasses(program);
  const found = new Map<string, DeclaredMetric>();
  visit(program, (node) => {
    if (node.type !== 'NewExpression' || node.callee.type !== 'Identifier') return;
    const metricClass = classes.get(node.callee.name);
    const metric = metricClass && metricOf(node, metricClass, constants);
    if (metric !== undefined) found.set(metric.name, metric);
  });
  return [...found.values()];
}

/** By the name a script gives it. */
function metricClasses({ body }: Program): ReadonlyMap<string, MetricClass> {
  const imports = body.filter(
    (node): node is ImportDeclaration =>
      node.type === 'ImportDeclaration' && node.source.value === 'k6/metrics',
  );
  const named = imports.flatMap(({ specifiers }) =>
    specifiers.flatMap((specifier): [string, string][] => {
      if (specifier.type !== 'ImportSpecifier' || specifier.imported.type !== 'Identifier') return [];
      return [[specifier.local.name, specifier.imported.name]];
    }),
  );
  return new Map(named.filter((entry): entry is [string, MetricClass] => entry[1] in TYPES));
}

function metricOf(
  { arguments: [nameNode, timeNode] }: NewExpression,
  metricClass: MetricClass,
  constants: Bindings,
): DeclaredMetric | undefined {
  const name = nameNode && valueIfStatic(nameNode, constants);
  if (typeof name !== 'string') return undefined;
  const isTime = timeNode !== undefined && valueIfStatic(timeNode, constants) === true;
  return { name, type: TYPES[metricClass], contains: isTime ? 'time' : 'default' };
}

function valueIfStatic(node: Expression | SpreadElement, constants: Bindings): unknown {
  try {
    return staticValue(node, constants);
  } catch (error) {
    if (error instanceof NotStatic) return undefined;
    throw error;
  }
}

/** Every node below one, wherever it stands. */
function visit(node: AnyNode, see: (node: AnyNode) => void): void {
  see(node);
  for (const value of Object.values(node) as unknown[]) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (isNode(child)) visit(child, see);
    }
  }
}

function isNode(value: unknown): value is AnyNode {
  return (
    typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string'
  );
}
