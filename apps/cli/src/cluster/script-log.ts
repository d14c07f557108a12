import type { Agent } from '@squall/coordinator';
import type { Logger, LogRecord } from '@squall/core';
import type { RunRequest } from '../engine-calls.ts';
import type { PreparedTest } from '../local/prepare-test.ts';
import { openConsoleSink } from '../logging/create-logger.ts';

/** Takes what scripts and their processes print on agents to where it goes in a run on this machine. */
export function scriptLog(
  request: RunRequest,
  test: PreparedTest,
): (agent: Agent, record: LogRecord) => void {
  const target = consoleTarget(request, test);
  return ({ name }, { level, message, fields }) => target.log(level, message, { ...fields, agent: name });
}

/** Where that is: the log, or the file of `--console-output`. */
export function consoleTarget({ log, global }: RunRequest, { config }: PreparedTest): Logger {
  const file = config.consoleOutput;
  return file === undefined || file === '' ? log : log.withConsoleSink(openConsoleSink(file, global));
}
