import type { LogFields, Logger } from '@squall/core';

/** Lets through what somebody should read of the log of an agent started here, which writes it as JSON. */
export function relayAgentLog(line: string, agent: string, log: Logger): void {
  const record = parseLine(line);
  if (record === undefined) return log.log('warning', line, { agent });
  const { level, msg, time: _time, ...fields } = record;
  if (level === 'warning' || level === 'error') log.log(level, String(msg), { ...fields, agent });
}

/** Undefined for what Node itself prints. */
function parseLine(line: string): LogFields | undefined {
  try {
    const record: unknown = JSON.parse(line);
    return typeof record === 'object' && record !== null ? (record as LogFields) : undefined;
  } catch {
    return undefined;
  }
}
