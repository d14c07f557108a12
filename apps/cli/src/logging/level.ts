import { type LogLevel, UserError } from '@squall/core';

/** From the most to the least severe; k6 knows more names than there are levels here. */
const SEVERITY: Readonly<Record<LogLevel, number>> = { error: 2, warning: 3, info: 4, debug: 5 };

const NAMES: Readonly<Record<string, number>> = {
  panic: 0,
  fatal: 1,
  error: 2,
  warn: 3,
  warning: 3,
  info: 4,
  debug: 5,
  trace: 6,
};

/** Lets through what is at least as severe as the named level. */
export type LevelFilter = (level: LogLevel) => boolean;

export const allLevels: LevelFilter = () => true;

/** The `level=` part of a log output. */
export function parseLevelFilter(name: string): LevelFilter {
  const limit = Object.hasOwn(NAMES, name.toLowerCase()) ? NAMES[name.toLowerCase()] : undefined;
  if (limit === undefined) throw new UserError('USAGE', `unknown log level ${name}`);
  return (level) => SEVERITY[level] <= limit;
}
