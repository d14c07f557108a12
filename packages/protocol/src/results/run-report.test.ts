import { createMetricRegistry, ThreadRecorder } from '@squall/core';
import { expect, test } from 'vitest';
import { ProtocolError } from '../protocol-error.ts';
import { parseRunReport, type RunReport, runReportToJson } from './run-report.ts';

function someReport(): RunReport {
  const recorder = new ThreadRecorder({ registry: createMetricRegistry() });
  const metric = recorder.registry.getOrCreate('http_req_duration', 'trend', 'time');
  recorder.add(recorder.series(metric, recorder.emptyTags.with('name', 'a')), 12.5, 1);
  const totals = recorder.takeWindow();
  if (totals === undefined) throw new Error('nothing was recorded');
  return {
    state: 'completed',
    result: 'failed',
    message: "thresholds on metrics 'http_reqs' have been crossed",
    exitCode: 99,
    elapsedMs: 1234.5,
    isInterrupted: false,
    setupDataJson: '{"token":1}',
    notices: ['one'],
    declaredMetrics: [{ name: 'mine', type: 'rate', contains: 'default' }],
    totals,
  };
}

test('a report survives its way through JSON', () => {
  const report = someReport();
  expect(parseRunReport(JSON.parse(JSON.stringify(runReportToJson(report))))).toEqual(report);
});

test.each([
  { what: 'totals that are no base64', change: { totals: 'ä' } },
  { what: 'totals that are no window', change: { totals: 'AAAA' } },
  { what: 'a state nobody knows', change: { state: 'gone' } },
  { what: 'a negative exit code', change: { exitCode: -1 } },
])('$what are refused', ({ change }) => {
  const json = { ...runReportToJson(someReport()), ...change };
  expect(() => parseRunReport(json)).toThrow(ProtocolError);
});
