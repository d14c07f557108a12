import type { LogFields, Logger, LogLevel } from '@squall/core';
import type { Realm } from '../../sandbox/contract.ts';
import type { AnyFunction } from '../../vu/operation.ts';
import { formatConsoleArguments } from './format-value.ts';

const LEVEL_BY_METHOD = {
  log: 'info',
  info: 'info',
  debug: 'debug',
  warn: 'warning',
  error: 'error',
} as const satisfies Record<string, LogLevel>;

const CONSOLE_FIELDS: LogFields = { source: 'console' };

/** The functions of `console`; VUs share them, each in a `console` object of its own. */
export function createConsoleMethods(realm: Realm, log: Logger): Readonly<Record<string, AnyFunction>> {
  const methods = Object.entries(LEVEL_BY_METHOD).map(([method, level]) => {
    const print = realm.native(method, 0, (...args: unknown[]) => {
      log.log(level, formatConsoleArguments(args, realm.intrinsics.String), CONSOLE_FIELDS);
    });
    return [method, print] as const;
  });
  return Object.fromEntries(methods);
}
