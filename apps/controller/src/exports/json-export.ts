import type { RunResults } from '../results/run-results.ts';
import type { ExportedRun } from './exported-run.ts';

const POINTS = 720;

/** What of a metric is worth a series of its own. */
const STATS = {
  counter: ['rate'],
  gauge: ['value'],
  rate: ['rate'],
  trend: ['avg', 'p(95)'],
} as const;

/** Everything as data; the shape of each part is that of the route of the same name. */
export async function jsonExport(exported: ExportedRun, results: RunResults): Promise<string> {
  const { run, testName, startedBy, metrics, ...told } = exported;
  const { pushTokenHash: _secret, lastHeardAtMs: _heard, thresholds: _judged, ...about } = run;
  const series = [];
  for (const { name, type } of metrics) {
    for (const stat of STATS[type]) {
      const wish = { metric: name, stat, by: [], filter: [], points: POINTS };
      const { stepS, seconds, series: all } = await results.series(run, wish);
      series.push({ metric: name, stat, stepS, seconds, values: all[0]?.values ?? [] });
    }
  }
  const document = {
    format: 'squall-run',
    version: 1,
    run: about,
    test: { id: run.testId, name: testName },
    startedBy: startedBy ?? null,
    ...told,
    metrics,
    series,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
