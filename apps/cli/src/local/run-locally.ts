import { type LoadedTest, RunStop, runTest } from '@squall/engine';
import type { RunRequest } from '../engine-calls.ts';
import { openConsoleSink } from '../logging/create-logger.ts';
import { openRest } from '../rest/open-rest.ts';
import { ProgressDisplay } from '../terminal/progress-display.ts';
import { createOutputs, openOutputs } from './create-outputs.ts';
import { startDemoTarget } from './demo-target.ts';
import { conclude, linger } from './end-of-run.ts';
import { load } from './load.ts';
import type { LocalDeps } from './local-deps.ts';
import { type PreparedTest, prepareTest } from './prepare-test.ts';
import { RunProgress } from './progress.ts';
import { planRun } from './run-plan.ts';
import { showHeader } from './show-header.ts';
import { SignalHandling } from './signals.ts';
import { refuseUnsupported, warnOfProfiling } from './supported-settings.ts';
import { writeReports } from './write-reports.ts';
import { writeSummary } from './write-summary.ts';

/** `squall run`: the main path from the script to the exit code. */
export async function runLocally(request: RunRequest, deps: LocalDeps): Promise<number> {
  await using loaded = await load(request, deps);
  const test = prepareTest(request, loaded.script);
  refuseUnsupported(request);
  warnOfProfiling(request);
  await using _demoTarget = await startDemoTarget(test);
  const { outputs, reports } = await createOutputs(request, test);
  await openOutputs(outputs);
  divertConsole(request, test, loaded);
  await using rest = await openRest(request);
  const isQuiet = request.global.quiet;
  if (!isQuiet) showHeader({ execution: 'local', request, test, outputs: [...outputs, ...reports] }, deps);

  const stop = new RunStop();
  using signals = new SignalHandling(stop, { ...deps, source: process, log: request.log });
  const progress = new RunProgress(test);
  using display = new ProgressDisplay({ ...deps, view: () => progress.view() });
  if (!isQuiet) display.start();
  const setting = { isTerminal: deps.terminal.width !== undefined, streamSamples: outputs.length > 0 };
  const result = await runTest(loaded, planRun(request, test, setting), {
    clock: deps.clock,
    log: request.log,
    outputs,
    stop,
    onPhase: (phase) => progress.enter(phase),
    onLive(live) {
      progress.attach(live);
      rest?.attach(live.control);
    },
    linger: () => linger(test, { stop, signals }, deps),
  });
  display.stop();
  await writeSummary(result, { ...deps, request, test, scriptText: loaded.script.entryText });
  await writeReports(reports, result, { ...deps, request, test });
  if (!isQuiet) display.finish();
  return conclude(request, result.error);
}

function divertConsole(request: RunRequest, { config }: PreparedTest, loaded: LoadedTest): void {
  if (config.consoleOutput === undefined || config.consoleOutput === '') return;
  loaded.divertConsole(request.log.withConsoleSink(openConsoleSink(config.consoleOutput, request.global)));
}
