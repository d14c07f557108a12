import type { Logger } from '@squall/core';
import { createConsole } from '../modules/console/console.ts';
import type { createTextCoding } from '../modules/text-coding/text-coding.ts';
import { timerFunctions } from '../modules/timers/timers-module.ts';
import type { VUContext } from './vu-context.ts';

export interface VUGlobalsDeps {
  readonly textCoding: ReturnType<typeof createTextCoding>;
  /** Takes what `console` prints outside of init code. */
  readonly consoleLog: Logger;
}

/** Defines what k6 adds to the standard globals on one VU's global object. `__ITER` comes with the first iteration. */
export function defineVUGlobals(
  global: Record<PropertyKey, unknown>,
  vu: VUContext,
  deps: VUGlobalsDeps,
): void {
  Object.defineProperty(global, '__ENV', { get: () => vu.env, configurable: true, enumerable: true });
  global.__VU = vu.idInInstance;
  const log: Logger = {
    log: (...record) => (vu.stage === 'init' ? vu.log : deps.consoleLog).log(...record),
  };
  const globals = {
    console: createConsole({ realm: vu.realm, log }),
    ...timerFunctions(vu),
    ...deps.textCoding,
  };
  for (const [name, value] of Object.entries(globals)) {
    Object.defineProperty(global, name, { value, writable: true, configurable: true });
  }
}
