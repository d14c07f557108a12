import { paintColored, paintPlain } from '@squall/core';
import { expect, test } from 'vitest';
import { renderBanner } from './banner.ts';
import { type RunHeader, renderRunHeader } from './run-header.ts';

const HEADER: RunHeader = {
  execution: 'local',
  script: 'two.js',
  outputs: ['json (two.json)'],
  segmentFraction: 1,
  maxVUs: 7,
  maxDurationMs: 630_000,
  scenarios: [
    { name: 'a', description: '1 iterations for each of 2 VUs (maxDuration: 10m0s, gracefulStop: 30s)' },
    { name: 'c', description: '4.00 iterations/s for 1s (maxVUs: 1-3, gracefulStop: 30s)' },
    { name: 'b', description: '1 iterations for each of 2 VUs (maxDuration: 1s, startTime: 1s)' },
  ],
};

test('the header says what runs, where results go and what the scenarios are', () => {
  expect(renderRunHeader(HEADER, paintPlain)).toBe(`     execution: local
        script: two.js
        output: json (two.json)

     scenarios: (100.00%) 3 scenarios, 7 max VUs, 10m30s max duration (incl. graceful stop):
              * a: 1 iterations for each of 2 VUs (maxDuration: 10m0s, gracefulStop: 30s)
              * c: 4.00 iterations/s for 1s (maxVUs: 1-3, gracefulStop: 30s)
              * b: 1 iterations for each of 2 VUs (maxDuration: 1s, startTime: 1s)

`);
});

test('a segment, several outputs, a dashboard and profiling show when there are any', () => {
  const text = renderRunHeader(
    {
      ...HEADER,
      outputs: ['json (a)', 'csv (b)'],
      webDashboardUrl: 'http://127.0.0.1:5665',
      profilingUrl: 'http://localhost:6565/debug/pprof/',
      segmentFraction: 1 / 3,
      maxDurationMs: 30_149,
      scenarios: HEADER.scenarios.slice(0, 1),
    },
    paintPlain,
  );
  expect(text).toContain(` web dashboard: http://127.0.0.1:5665
        output: json (a), csv (b)
     profiling: http://localhost:6565/debug/pprof/
`);
  expect(text).toContain('(33.33%) 1 scenario, 7 max VUs, 30.1s max duration');
  expect(renderRunHeader({ ...HEADER, outputs: [] }, paintPlain)).toContain('        output: -\n');
});

test('values are cyan, scenarios plain', () => {
  const text = renderRunHeader(HEADER, paintColored);
  expect(text).toContain('     execution: \u001b[36mlocal\u001b[0m\n');
  expect(text).toContain('              * a: 1 iterations');
});

test('the banner is a logo of five lines between empty lines', () => {
  expect(renderBanner(paintPlain).split('\n')).toHaveLength(8);
  expect(renderBanner(paintPlain)).toMatch(/^\n {7}\.-~~\..*\n\n$/s);
  expect(renderBanner(paintColored)).toContain('\u001b[36m');
});
