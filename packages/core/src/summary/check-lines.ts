import { humanizeNumber, humanizeRate } from './humanize.ts';
import type { SummaryCheck } from './summary-input.ts';
import type { Paint } from './text-style.ts';
import { type ValueRow, valueTable } from './value-table.ts';

export interface CheckTotals {
  readonly total: number;
  readonly passes: number;
  readonly fails: number;
}

export function totalsOf(checks: readonly SummaryCheck[]): CheckTotals {
  const passes = checks.reduce((sum, check) => sum + check.passes, 0);
  const fails = checks.reduce((sum, check) => sum + check.fails, 0);
  return { total: passes + fails, passes, fails };
}

/** Checks of the same name in different groups count as one, at the place of the first. */
export function mergedByName(checks: readonly SummaryCheck[]): readonly SummaryCheck[] {
  const byName = new Map<string, SummaryCheck>();
  for (const check of checks) {
    const seen = byName.get(check.name);
    byName.set(check.name, {
      groupPath: seen?.groupPath ?? check.groupPath,
      name: check.name,
      passes: (seen?.passes ?? 0) + check.passes,
      fails: (seen?.fails ?? 0) + check.fails,
    });
  }
  return [...byName.values()];
}

/** The three `checks_…` totals, aligned among themselves. */
export function checkTotalLines(totals: CheckTotals, runDurationMs: number, paint: Paint): readonly string[] {
  const perSecond = runDurationMs > 0 ? totals.total / (runDurationMs / 1000) : 0;
  const share = (label: string, count: number): ValueRow => ({
    label,
    value: humanizeRate(count / totals.total),
    extras: [`${count} out of ${totals.total}`],
  });
  const total: ValueRow = {
    label: 'checks_total',
    value: humanizeNumber(totals.total),
    extras: [`${humanizeNumber(perSecond)}/s`],
  };
  return valueTable(
    [total, share('checks_succeeded', totals.passes), share('checks_failed', totals.fails)],
    paint,
  );
}

/** One line for a check that always passed, two for one that failed at least once. */
export function checkLines(
  checks: readonly SummaryCheck[],
  detailIndent: string,
  paint: Paint,
): readonly string[] {
  return checks.flatMap(({ name, passes, fails }) => {
    if (fails === 0) return [paint('green', `✓ ${name}`)];
    const percent = Math.floor((100 * passes) / (passes + fails));
    return [
      paint('red', `✗ ${name}`),
      detailIndent + paint('red', `↳  ${percent}% — ✓ ${passes} / ✗ ${fails}`),
    ];
  });
}
