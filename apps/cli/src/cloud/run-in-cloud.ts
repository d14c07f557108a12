import { EXIT_CODES, type FinalError, finalError, UserError } from '@squall/core';
import { type LoadedTest, type RunResult, RunStop } from '@squall/engine';
import type { Report } from '@squall/outputs';
import { ProtocolError, parseRunReport, type RunReport } from '@squall/protocol';
import { consoleTarget } from '../cluster/script-log.ts';
import type { CloudRunRequest } from '../engine-calls.ts';
import { startDemoTarget } from '../local/demo-target.ts';
import { conclude } from '../local/end-of-run.ts';
import { load } from '../local/load.ts';
import type { LocalDeps } from '../local/local-deps.ts';
import type { PreparedTest } from '../local/prepare-test.ts';
import { showHeader } from '../local/show-header.ts';
import { SignalHandling } from '../local/signals.ts';
import { writeReports } from '../local/write-reports.ts';
import { writeSummary } from '../local/write-summary.ts';
import { isFinal, type RunProgress } from './api-types.ts';
import { CloudDisplay } from './cloud-display.ts';
import { resultOf } from './cloud-result.ts';
import { askUntilAnswered, followRun } from './follow-run.ts';
import { prepareForCloud, reportsOf } from './load-for-cloud.ts';
import { summarizeHere } from './local-summary.ts';
import { MissingAgentsAdvice } from './missing-agents.ts';
import { RunLog } from './run-log.ts';
import { uploadTest } from './upload-test.ts';

/** `squall cloud run`: the main path from the script to the exit code. */
export async function runInCloud(request: CloudRunRequest, deps: LocalDeps): Promise<number> {
  const { clock } = deps;
  const { log } = request;
  await using loaded = await load(request, deps);
  const test = prepareForCloud(request, loaded);
  const reports = await reportsOf(request, test);
  await using _demoTarget = await startDemoTarget(test);
  const stop = new RunStop();
  using _signals = new SignalHandling(stop, { ...deps, source: process, log });
  using display = new CloudDisplay(request, deps, () => stop.reason !== undefined);
  display.start();
  const { api, testId } = await uploadTest(request, { script: loaded.script, test }, deps);
  // Nobody has been asked to do anything yet.
  if (stop.reason !== undefined) return conclude(request, errorBeforeRun(stop));
  const { id: runId, test_run_details_page_url: page } = await api.start(testId);
  if (!request.global.quiet) {
    showHeader({ execution: 'cloud', request, test, outputs: [{ description: page }, ...reports] }, deps);
  }
  using runLog = new RunLog({ api, runId, clock, target: consoleTarget(request, test) });
  if (request.showLogs) runLog.start();
  const advice = new MissingAgentsAdvice({ url: api.url, clock, log });
  const { exitOnRunning } = request;
  const onProgress = (progress: RunProgress) => {
    display.show(progress);
    advice.note(progress);
  };
  const state = await followRun({ api, runId, clock, log, stop, exitOnRunning, onProgress });
  if (request.showLogs) await runLog.finish();
  display.stop();
  if (!isFinal(state)) {
    display.finish();
    return EXIT_CODES.OK;
  }
  const report = readReport(await askUntilAnswered(() => api.report(runId), { clock, log }));
  const result = await tell(report, { request, loaded, test, reports, stop, deps });
  display.conclude(iterationsIn(result));
  display.finish();
  return conclude(request, result.error);
}

function errorBeforeRun({ reason }: RunStop): FinalError | undefined {
  return finalError({ reason, teardownError: undefined, markedAsFailed: false, crossed: [] });
}

function readReport(json: unknown): RunReport {
  try {
    return parseRunReport(json);
  } catch (cause) {
    if (!(cause instanceof ProtocolError)) throw cause;
    const message = `the report of the controller cannot be read: ${cause.message}`;
    const hint = 'are both of the same version of Squall?';
    throw new UserError('CONTROLLER_REFUSED', message, { hint, cause });
  }
}

interface TellParts {
  readonly request: CloudRunRequest;
  readonly loaded: LoadedTest;
  readonly test: PreparedTest;
  readonly reports: readonly Report[];
  readonly stop: RunStop;
  readonly deps: LocalDeps;
}

/** Writes summary and reports as after a run on this machine. */
async function tell(
  report: RunReport,
  { request, loaded, test, reports, stop, deps }: TellParts,
): Promise<RunResult> {
  const result = resultOf(report, {
    test,
    log: request.log,
    signal: stop.reason?.kind === 'signal' ? stop.reason.signal : undefined,
    handleSummary: (dataJson) => summarizeHere(loaded, test, { dataJson, clock: deps.clock }),
  });
  // Of a run that never began there is nothing to sum up.
  if (report.elapsedMs > 0) {
    await writeSummary(result, { ...deps, request, test, scriptText: loaded.script.entryText });
    await writeReports(reports, result, { ...deps, request, test });
  }
  return result;
}

function iterationsIn({ metrics }: RunResult): number {
  const sink = metrics.get('iterations')?.sink;
  return sink?.type === 'counter' ? sink.sum : 0;
}
