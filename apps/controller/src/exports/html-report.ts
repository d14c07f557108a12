import { html, humanizeRate, humanizeTime, Markup, STYLE } from '@squall/core';
import { isFinal } from '../runs/run-state.ts';
import { type ExportedRun, problemOf } from './exported-run.ts';
import {
  charts,
  checkTable,
  generatorTable,
  groupTable,
  insightList,
  metricTables,
  number,
  requestTables,
  thresholdTable,
} from './html-sections.ts';

/** The page of a run in one file that works anywhere: no script, and nothing from any other place. */
export function htmlReport(exported: ExportedRun): string {
  const { testName, run } = exported;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${testName}, run ${run.id}</title>
<style>${new Markup(STYLE)}</style>
</head>
<body><main>
${head(exported)}
${tiles(exported)}
${insightList(exported)}
<div class="charts">${charts(exported)}</div>
${thresholdTable(exported)}
${checkTable(exported)}
${requestTables(exported)}
${groupTable(exported)}
${generatorTable(exported)}
${metricTables(exported)}
<footer>Run ${run.id}, exported from Squall. Times are UTC.</footer>
</main></body>
</html>
`.text;
}

function head(exported: ExportedRun): Markup {
  const { run, testName, startedBy, summary, notices } = exported;
  const problem = problemOf(exported);
  const zones = run.distribution.map(({ loadZone, percent }) => `${loadZone} ${percent} %`).join(', ');
  const facts = [
    `Run ${run.id}`,
    `started ${moment(run.startedAtMs ?? run.createdAtMs)}`,
    startedBy === undefined ? undefined : `by ${startedBy}`,
    `took ${humanizeTime(summary.elapsedMs)}`,
    run.maxVUs === null ? undefined : `up to ${number(run.maxVUs)} VUs`,
    zones === '' ? undefined : zones,
  ];
  return html`<header>
<h1>${testName} ${verdict(exported)}</h1>
${problem === undefined ? undefined : html`<p>${problem}</p>`}
${run.note === '' ? undefined : html`<p>${run.note}</p>`}
${notices.map((notice) => html`<p class="notice">${notice}</p>`)}
<p class="facts">${facts.map((fact) => (fact === undefined ? undefined : html`<span>${fact}</span>`))}</p>
</header>`;
}

function verdict({ run }: ExportedRun): Markup {
  if (!isFinal(run.state)) return html`<span class="verdict idle">${run.state.replaceAll('_', ' ')}</span>`;
  return run.result === 'passed'
    ? html`<span class="verdict good">✓ passed</span>`
    : html`<span class="verdict bad">✗ ${run.result === 'failed' ? 'failed' : 'not completed'}</span>`;
}

function tiles({ summary: { metrics } }: ExportedRun): Markup {
  const value = (name: string, stat: string) => metrics.find((metric) => metric.name === name)?.values[stat];
  const tile = (label: string, amount: number | undefined, format: (amount: number) => string) =>
    amount === undefined
      ? undefined
      : html`<div class="tile"><b>${format(amount)}</b><span>${label}</span></div>`;
  return html`<div class="tiles">
${tile('requests', value('http_reqs', 'count'), number)}
${tile('requests per second', value('http_reqs', 'rate'), number)}
${tile('failed requests', value('http_req_failed', 'rate'), humanizeRate)}
${tile('median response time', value('http_req_duration', 'med'), humanizeTime)}
${tile('95th percentile', value('http_req_duration', 'p(95)'), humanizeTime)}
${tile('iterations', value('iterations', 'count'), number)}
${tile('checks passed', value('checks', 'rate'), humanizeRate)}
</div>`;
}

function moment(ms: number): string {
  return new Date(ms).toISOString().slice(0, 16).replace('T', ' ');
}
