import { Cron } from 'croner';
import { ApiError } from '../errors/api-error.ts';

/** Tests that start more often than this would only ever overlap. */
const SHORTEST_INTERVAL_MS = 60_000;
const LOOK_AHEAD = 5;

/**
 * When a schedule is due first after a moment.
 * @throws ApiError invalid-request for an expression or time zone that makes no sense, or is never or too often due
 */
export function nextRunAfter(cron: string, timeZone: string, afterMs: number): number {
  const expression = parse(cron, timeZone);
  const due = expression.nextRuns(LOOK_AHEAD, new Date(afterMs)).map((date) => date.getTime());
  const [first] = due;
  if (first === undefined) throw invalid(`'${cron}' is never due`, 'cron');
  for (let i = 1; i < due.length; i++) {
    if ((due[i] ?? 0) - (due[i - 1] ?? 0) < SHORTEST_INTERVAL_MS) {
      throw invalid(`'${cron}' is due more than once a minute`, 'cron');
    }
  }
  return first;
}

function parse(cron: string, timeZone: string): Cron {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
  } catch {
    throw invalid(`there is no time zone '${timeZone}'`, 'timeZone');
  }
  try {
    return new Cron(cron, { timezone: timeZone });
  } catch (error) {
    throw invalid(`'${cron}' is not a cron expression: ${(error as Error).message}`, 'cron');
  }
}

function invalid(message: string, target: string): ApiError {
  return new ApiError('invalid-request', message, { target });
}
