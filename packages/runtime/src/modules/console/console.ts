import type { LogFields, LogLevel } from '@squall/core';
import type { VUContext } from '../../vu/vu-context.ts';
import { formatConsoleArguments } from './format-value.ts';

const LEVEL_BY_METHOD = {
  log: 'info',
  info: 'info',
  debug: 'debug',
  warn: 'warning',
  error: 'error',
} as const satisfies Record<string, LogLevel>;

const CONSOLE_FIELDS: LogFields = { source: 'console' };

/** The global `console` of a VU. */
export function createConsole({ realm, log }: Pick<VUContext, 'realm' | 'log'>): Record<string, unknown> {
  const console = realm.createObject();
  for (const [method, level] of Object.entries(LEVEL_BY_METHOD)) {
    console[method] = realm.native(method, 0, (...args: unknown[]) => {
      log.log(level, formatConsoleArguments(args, realm.intrinsics.String), CONSOLE_FIELDS);
    });
  }
  return console;
}
