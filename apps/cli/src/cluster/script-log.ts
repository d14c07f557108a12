import type { Agent } from '@squall/coordinator';
import type { LogRecord } from '@squall/core';
import type { ClusterRequest } from '../engine-calls.ts';
import type { PreparedTest } from '../local/prepare-test.ts';
import { openConsoleSink } from '../logging/create-logger.ts';

/** Takes what scripts and their processes print on agents to where it goes in a run on this machine. */
export function scriptLog(
  { log, global }: ClusterRequest,
  { config }: PreparedTest,
): (agent: Agent, record: LogRecord) => void {
  const file = config.consoleOutput;
  const target = file === undefined || file === '' ? log : log.withConsoleSink(openConsoleSink(file, global));
  return ({ name }, { level, message, fields }) => target.log(level, message, { ...fields, agent: name });
}
