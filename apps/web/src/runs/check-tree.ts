import type { CheckResult, GroupResult } from '../api/types/results.ts';

/** A group with what is in it; the root is what is in no group. */
export interface CheckGroup {
  /** `::cart::pay`; empty for the root. */
  readonly path: string;
  readonly name: string;
  readonly checks: readonly CheckResult[];
  readonly groups: readonly CheckGroup[];
  /** Of all checks below. */
  readonly passes: number;
  readonly fails: number;
  /** How long the group took; undefined when nobody measured it. */
  readonly times: GroupResult | undefined;
}

const SEPARATOR = '::';

/** Checks in the groups in which scripts make them, groups in groups. */
export function checkTree(checks: readonly CheckResult[], groups: readonly GroupResult[]): CheckGroup {
  const paths = new Set([...checks.map(({ group }) => group), ...groups.map(({ group }) => group)]);
  return groupAt('', { checks, groups, paths: withParents(paths) });
}

interface Known {
  readonly checks: readonly CheckResult[];
  readonly groups: readonly GroupResult[];
  readonly paths: readonly string[];
}

function groupAt(path: string, known: Known): CheckGroup {
  const checks = known.checks.filter(({ group }) => group === path);
  const groups = known.paths
    .filter((each) => each !== '' && parentOf(each) === path)
    .map((each) => groupAt(each, known));
  const sum = (key: 'passes' | 'fails') =>
    [...checks, ...groups].reduce((total, each) => total + each[key], 0);
  return {
    path,
    name: path.slice(path.lastIndexOf(SEPARATOR) + SEPARATOR.length),
    checks,
    groups,
    passes: sum('passes'),
    fails: sum('fails'),
    times: known.groups.find(({ group }) => group === path),
  };
}

function withParents(paths: ReadonlySet<string>): string[] {
  const all = new Set<string>();
  for (const path of paths) for (let each = path; each !== ''; each = parentOf(each)) all.add(each);
  return [...all];
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf(SEPARATOR)));
}
