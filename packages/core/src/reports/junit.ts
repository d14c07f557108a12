import { EXIT_CODES } from '../errors/codes.ts';
import { byMetricName } from '../summary/metric-order.ts';
import type { SummaryCheck } from '../summary/summary-input.ts';
import { judgedValue } from '../summary/threshold-lines.ts';
import type { ReportedRun } from './reported-run.ts';

interface TestCase {
  readonly classname: string;
  readonly name: string;
  readonly timeMs?: number;
  readonly problem?: Problem | undefined;
}

interface Problem {
  readonly kind: 'failure' | 'error' | 'skipped';
  readonly message: string;
}

interface TestSuite {
  readonly name: string;
  readonly timeMs: number;
  readonly cases: readonly TestCase[];
}

/**
 * JUnit's XML, as CI systems read it. It is red exactly when the exit code says so: for a crossed threshold, or
 * because the run ended otherwise than planned. A check alone decides nothing, so one that failed is "skipped",
 * which shows it without failing the build.
 */
export function renderJunit(run: ReportedRun): string {
  const suites = [runSuite(run), thresholdSuite(run), checkSuite(run)].filter(
    ({ cases }) => cases.length > 0,
  );
  const timestamp = new Date(run.endedAt.getTime() - run.summary.runDurationMs).toISOString().slice(0, 19);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name: run.script, ...countsOf(suites.flatMap(({ cases }) => cases)), time: seconds(run.summary.runDurationMs) })}>`,
    ...suites.flatMap((suite) => suiteLines(suite, timestamp)),
    '</testsuites>',
    '',
  ].join('\n');
}

function runSuite({ script, summary, error }: ReportedRun): TestSuite {
  const isOwnProblem = error !== undefined && error.exitCode !== EXIT_CODES.THRESHOLDS_CROSSED;
  const problem: Problem | undefined = isOwnProblem ? { kind: 'error', message: error.message } : undefined;
  const timeMs = summary.runDurationMs;
  return { name: 'run', timeMs, cases: [{ classname: script, name: 'runs to its end', timeMs, problem }] };
}

function thresholdSuite({ summary, timeUnit }: ReportedRun): TestSuite {
  const cases = [...summary.metrics].sort(byMetricName).flatMap((metric) =>
    metric.thresholds.map(({ expression, ok }): TestCase => {
      const { aggregation, value } = judgedValue(metric, expression, timeUnit);
      const problem: Problem = { kind: 'failure', message: `${aggregation} is ${value}` };
      return { classname: metric.name, name: expression, problem: ok ? undefined : problem };
    }),
  );
  return { name: 'thresholds', timeMs: 0, cases };
}

function checkSuite({ summary }: ReportedRun): TestSuite {
  const cases = summary.checks.map(
    (check): TestCase => ({ classname: groupOf(check), name: check.name, problem: problemOf(check) }),
  );
  return { name: 'checks', timeMs: 0, cases };
}

function groupOf({ groupPath }: SummaryCheck): string {
  return groupPath === '' ? 'checks' : groupPath.split('::').filter(Boolean).join(' / ');
}

function problemOf({ passes, fails }: SummaryCheck): Problem | undefined {
  if (fails === 0) return undefined;
  const hint = 'only a threshold on checks would fail the run';
  return { kind: 'skipped', message: `failed ${fails} of ${passes + fails} times; ${hint}` };
}

function suiteLines({ name, timeMs, cases }: TestSuite, timestamp: string): readonly string[] {
  return [
    `  <testsuite${attributes({ name, ...countsOf(cases), time: seconds(timeMs), timestamp })}>`,
    ...cases.map(caseLine),
    '  </testsuite>',
  ];
}

function caseLine({ classname, name, timeMs = 0, problem }: TestCase): string {
  const start = `    <testcase${attributes({ classname, name, time: seconds(timeMs) })}`;
  if (problem === undefined) return `${start}/>`;
  const { kind, message } = problem;
  return `${start}><${kind}${attributes({ message })}/></testcase>`;
}

function countsOf(cases: readonly TestCase[]): Readonly<Record<string, string>> {
  const count = (kind: Problem['kind']) =>
    String(cases.filter(({ problem }) => problem?.kind === kind).length);
  return {
    tests: String(cases.length),
    failures: count('failure'),
    errors: count('error'),
    skipped: count('skipped'),
  };
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

function attributes(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${escaped(value)}"`)
    .join('');
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '\n': '&#10;',
  '\r': '&#13;',
  '\t': '&#9;',
};

/** Characters that XML cannot hold in any form become the one that stands for such. */
function escaped(text: string): string {
  return text
    .replace(/[&<>"\n\r\t]/g, (character) => ESCAPES[character] ?? character)
    .replace(/[\p{Cc}\p{Cs}\ufffe\uffff]/gu, '\ufffd');
}
