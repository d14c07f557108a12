import type { Logger } from '@squall/core';
import { createConsoleMethods } from '../modules/console/console.ts';
import { createTextCoding } from '../modules/text-coding/text-coding.ts';
import { timerFunctions } from '../modules/timers/timers-module.ts';
import { cryptoObject } from '../modules/webcrypto/crypto-global.ts';
import type { ScriptRealm } from '../sandbox/realm.ts';
import type { AnyFunction } from './operation.ts';
import type { VU } from './vu.ts';

/** What k6 adds to the standard globals. The code is one for all VUs of a thread; it acts for the VU that runs. */
export class VUGlobals {
  readonly #console: readonly (readonly [string, AnyFunction])[];

  /** `consoleLog` takes what `console` prints outside of init code. */
  constructor(realm: ScriptRealm, logs: { readonly log: Logger; readonly consoleLog: Logger }) {
    const current = () => realm.current.scope?.owner as VU;
    const console: Logger = {
      log: (...record) => (current().stage === 'init' ? logs.log : logs.consoleLog).log(...record),
    };
    this.#console = Object.entries(createConsoleMethods(realm, console));
    const timers = timerFunctions({
      realm,
      get loop() {
        return current().loop;
      },
    });
    const shared = { ...timers, ...createTextCoding(realm), crypto: cryptoObject(realm) };
    for (const [name, value] of Object.entries(shared)) {
      realm.defineSharedGlobal(name, { value, writable: true });
    }
    realm.defineSharedGlobal('__ENV', { get: () => current().env, enumerable: true });
  }

  /** Gives a VU what it has for itself. `__ITER` comes with the first iteration. */
  define(vu: VU): void {
    const { global, realm } = vu;
    const console = realm.createObject();
    for (const [name, method] of this.#console) console[name] = method;
    global['__VU'] = vu.idInInstance;
    Object.defineProperty(global, 'console', { value: console, writable: true, configurable: true });
  }
}
