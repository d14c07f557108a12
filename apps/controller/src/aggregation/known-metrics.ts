import { BUILTIN_METRICS, type DeclaredMetric } from '@squall/core';

const BUILTIN: readonly DeclaredMetric[] = Object.entries(BUILTIN_METRICS).map(
  ([name, [type, contains]]) => ({
    name,
    type,
    contains,
  }),
);

/** The metrics of every run, and those that only this one has. */
export function withBuiltinMetrics(own: readonly DeclaredMetric[]): readonly DeclaredMetric[] {
  const builtin = new Set<string>(Object.keys(BUILTIN_METRICS));
  return [...BUILTIN, ...own.filter(({ name }) => !builtin.has(name))];
}
