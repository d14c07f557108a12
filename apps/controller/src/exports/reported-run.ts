import { EXIT_CODES, type ReportedRun, type SummaryInput } from '@squall/core';
import { isFinal } from '../runs/run-state.ts';
import { type ExportedRun, problemOf } from './exported-run.ts';

const TREND_STATS = ['avg', 'min', 'med', 'max', 'p(90)', 'p(95)', 'p(99)'];

type SummaryMetric = SummaryInput['metrics'][number];
type SummaryCheck = SummaryInput['checks'][number];

/** A run as the reports see it that `squall run --out junit` and `--out markdown` write. */
export function reportedRunOf(exported: ExportedRun, nowMs: number): ReportedRun {
  const { run, testName, summary, exitCode, notices } = exported;
  const message = problemOf(exported);
  const failure = isFinal(run.state) ? exitCode : EXIT_CODES.RUN_FAILED;
  return {
    script: testName,
    endedAt: new Date(run.endedAtMs ?? nowMs),
    summary: {
      runDurationMs: summary.elapsedMs,
      metrics: summary.metrics.map((metric) => summaryMetric(metric, exported)),
      checks: checksOf(exported),
      groupPaths: exported.groups.map(({ group }) => group),
      details: undefined,
      setupData: undefined,
    },
    trendStats: TREND_STATS,
    timeUnit: '',
    error: message === undefined ? undefined : { message, exitCode: failure, fields: {} },
    notices,
  };
}

function summaryMetric(
  { name, type, contains, values, parent }: ExportedRun['summary']['metrics'][number],
  { thresholds }: ExportedRun,
): SummaryMetric {
  const judged = thresholds.filter(({ metric }) => metric === name);
  // Thresholds may be about percentiles that no table shows.
  const actual = new Map(judged.map((threshold) => [threshold.stat, threshold.actual]));
  return {
    name,
    type,
    contains,
    thresholds: judged.map(({ expression, isCrossed }) => ({ expression, ok: !isCrossed })),
    ...(parent !== null && { sub: { parent, selector: name.slice(parent.length + 1, -1) } }),
    stat: (stat) => values[stat] ?? actual.get(stat) ?? 0,
  };
}

/** Those of all scenarios together. */
function checksOf({ checks }: ExportedRun): SummaryCheck[] {
  const byPlace = new Map<string, SummaryCheck>();
  for (const { group, name, passes, fails } of checks) {
    const key = JSON.stringify([group, name]);
    const known = byPlace.get(key);
    byPlace.set(key, {
      groupPath: group,
      name,
      passes: passes + (known?.passes ?? 0),
      fails: fails + (known?.fails ?? 0),
    });
  }
  return [...byPlace.values()];
}
