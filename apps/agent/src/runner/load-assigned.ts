import {
  consolidate,
  createSegmentTuple,
  deriveScenarios,
  type Logger,
  parseScriptLayer,
  parseSegment,
  parseSegmentSequence,
  resolveFeatures,
} from '@squall/core';
import { type InstancePlan, type LoadedTest, loadTest, planInstance, ThreadStarter } from '@squall/engine';
import type { Assignment } from '@squall/protocol';
import type { RunnerSetup } from './messages.ts';

export const PROGRESS_EVERY_MS = 500;

/** Loads the archive of an assignment and runs its init code once. @throws UserError when the script fails. */
export async function loadAssigned(
  { env }: Pick<Assignment, 'env'>,
  { archive, threadEntry, maxHeapMb, proxyEnvironment, scriptCaFile, forbidHttp2 }: RunnerSetup,
  log: Logger,
): Promise<LoadedTest> {
  const initLog = new InitLog(log);
  const test = await loadTest(
    {
      script: { kind: 'argument', argument: archive, stdin: undefined, type: 'archive' },
      environment: env,
      freezeEnvironment: resolveFeatures({ env }).active.includes('freeze-env'),
      workingDirectory: '/',
      extendedGlobals: true,
      proxyEnvironment,
      forbidHttp2,
      // Keys of connections are for whoever sits at the machine.
      sslKeyLogFile: undefined,
      caFile: scriptCaFile,
    },
    { threads: new ThreadStarter({ entry: threadEntry, maxHeapMb }), log: initLog },
  );
  initLog.isOver = true;
  return test;
}

/** What the first init prints, the coordinator has printed already: it has run the same code for the options. */
class InitLog implements Logger {
  readonly #log: Logger;
  isOver = false;

  constructor(log: Logger) {
    this.#log = log;
  }

  log(...[level, message, fields]: Parameters<Logger['log']>): void {
    if (this.isOver || fields?.source !== 'console') this.#log.log(level, message, fields);
  }
}

/** What this instance is to do of the test. */
export function planAssigned(assignment: Assignment, workers: number | undefined): InstancePlan {
  const { executionSegment, executionSegmentSequence, optionsJson, tags, wallOffsetMs } = assignment;
  const { streamSamples, deniedTargets } = assignment;
  const segment = parseSegment(executionSegment);
  const sequence = parseSegmentSequence(executionSegmentSequence);
  const { options: script } = parseScriptLayer(JSON.parse(optionsJson));
  const { config } = consolidate({ script });
  const { options } = deriveScenarios(config);
  return planInstance({
    options: { ...options, executionSegment: segment, executionSegmentSequence: sequence },
    systemTags: config.systemTags ?? [],
    runTags: tags,
    tuple: createSegmentTuple(segment, sequence),
    workers,
    progressEveryMs: PROGRESS_EVERY_MS,
    wallEpochMs: wallOffsetMs,
    streamSamples,
    deniedTargets,
  });
}
