import type { Server } from 'node:http';
import { EXIT_CODES, executorOf, type Output, segmentFraction, UserError } from '@squall/core';
import { type LoadedTest, type RunResult, RunStop, runTest } from '@squall/engine';
import type { RunRequest } from '../engine-calls.ts';
import { openConsoleSink } from '../logging/create-logger.ts';
import { renderBanner } from '../terminal/banner.ts';
import { ProgressDisplay } from '../terminal/progress-display.ts';
import { renderRunHeader } from '../terminal/run-header.ts';
import { load } from './load.ts';
import type { LocalDeps } from './local-deps.ts';
import { type PreparedTest, prepareTest } from './prepare-test.ts';
import { RunProgress } from './progress.ts';
import { planRun } from './run-plan.ts';
import { SignalHandling } from './signals.ts';
import { writeSummary } from './write-summary.ts';

/** `squall run`: the main path from the script to the exit code. */
export async function runLocally(request: RunRequest, deps: LocalDeps): Promise<number> {
  await using loaded = await load(request, deps);
  const test = prepareTest(request, loaded.script);
  refuseUnsupported(request, test);
  warnOfIgnored(request);
  await using _demoTarget = await startDemoTarget(test);
  const outputs = await createOutputs(request, test);
  divertConsole(request, test, loaded);
  const isQuiet = request.global.quiet;
  if (!isQuiet) showHeader({ request, test, deps, outputs });

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
    onLive: (live) => progress.attach(live),
    linger: () => linger(test, stop, signals, deps),
  });
  display.stop();
  await writeSummary(result, { ...deps, request, test, scriptText: loaded.script.entryText });
  if (!isQuiet) display.finish();
  return conclude(request, result);
}

function conclude({ log }: RunRequest, { error }: RunResult): number {
  if (error === undefined) return EXIT_CODES.OK;
  log.log('error', error.message, error.fields);
  return error.exitCode;
}

/** Settings without effect yet that a pipeline may have for all its programs only warn. */
function warnOfIgnored({ global, log }: RunRequest): void {
  const warn = (what: string) => log.log('warning', `${what} is not supported by this version of Squall`);
  if (!global.isAddressRequired && global.address !== '') warn('the REST API (`K6_ADDRESS`)');
  if (global.profilingEnabled) warn('profiling (`--profiling-enabled`)');
}

/** Options that are read but have no effect yet must not be ignored in silence. */
function refuseUnsupported({ global, runtime }: RunRequest, { config }: PreparedTest): void {
  const unsupported = (what: string) =>
    new UserError('UNSUPPORTED', `${what} is not supported by this version of Squall`);
  if (config.paused === true) throw unsupported('starting paused (`paused`, `--paused`)');
  if (global.isAddressRequired && global.address !== '') throw unsupported('the REST API (`--address`)');
  if (global.secretSources.length > 0) throw unsupported('`--secret-source`');
  if (runtime.tracesOutput !== 'none') throw unsupported('`--traces-output`');
  if (config.webDashboard === true) throw unsupported('the web dashboard (`K6_WEB_DASHBOARD`)');
}

interface DemoTarget extends AsyncDisposable {
  readonly server: Server;
}

/** `ext: { squall: { demoTarget: true } }`: examples bring their own target unless one is running already. */
async function startDemoTarget({ options }: PreparedTest): Promise<DemoTarget | undefined> {
  const squall = (options.ext as { squall?: { demoTarget?: unknown } } | undefined)?.squall;
  if (squall?.demoTarget !== true) return undefined;
  const { DEMO_PORT, startDemoTarget: start } = await import('../demo-target/server.ts');
  try {
    const server = await start(DEMO_PORT);
    return {
      server,
      async [Symbol.asyncDispose]() {
        server.close();
        server.closeAllConnections();
      },
    };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return undefined;
    throw error;
  }
}

async function createOutputs(request: RunRequest, { config }: PreparedTest): Promise<Output[]> {
  if (config.out === undefined || config.out.length === 0) return [];
  const { createOutput } = await import('@squall/outputs');
  const context = {
    env: request.processEnv,
    collectors: (config.collectors ?? {}) as Readonly<Record<string, unknown>>,
    systemTags: config.systemTags ?? [],
    stdout: process.stdout,
    workingDirectory: request.workingDirectory,
    log: request.log,
  };
  return config.out.map((spec) => createOutput(spec, context));
}

function divertConsole(request: RunRequest, { config }: PreparedTest, loaded: LoadedTest): void {
  if (config.consoleOutput === undefined || config.consoleOutput === '') return;
  loaded.divertConsole(request.log.withConsoleSink(openConsoleSink(config.consoleOutput, request.global)));
}

interface HeaderParts {
  readonly request: RunRequest;
  readonly test: PreparedTest;
  readonly deps: LocalDeps;
  readonly outputs: readonly Output[];
}

function showHeader({ request, test, deps, outputs }: HeaderParts): void {
  const { plan, tuple } = test;
  const working = plan.scenarios.filter(({ hasWork }) => hasWork);
  deps.terminal.print(renderBanner(deps.paint));
  deps.terminal.print(
    renderRunHeader(
      {
        execution: 'local',
        script: request.script,
        outputs: outputs.map(({ description }) => description),
        segmentFraction: segmentFraction(tuple.segment),
        maxVUs: plan.maxVUs,
        maxDurationMs: plan.maxDurationMs,
        scenarios: working.map(({ name, config }) => ({
          name,
          description: executorOf(config).describe(config, tuple),
        })),
      },
      deps.paint,
    ),
  );
}

async function linger(
  test: PreparedTest,
  stop: RunStop,
  signals: SignalHandling,
  deps: LocalDeps,
): Promise<void> {
  if (test.config.linger !== true || stop.reason?.kind === 'signal') return;
  deps.terminal.print(
    'The test is done, but --linger was enabled, so Squall is waiting for Ctrl+C to continue...\n',
  );
  await signals.waitForSignal();
}
