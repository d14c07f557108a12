import { UserError } from '@squall/core';
import type { RunRequest } from '../engine-calls.ts';
import type { PreparedTest } from './prepare-test.ts';

/** Settings without effect yet that a pipeline may have for all its programs only warn. */
export function warnOfIgnored({ global, log }: RunRequest): void {
  const warn = (what: string) => log.log('warning', `${what} is not supported by this version of Squall`);
  if (!global.isAddressRequired && global.address !== '') warn('the REST API (`K6_ADDRESS`)');
  if (global.profilingEnabled) warn('profiling (`--profiling-enabled`)');
}

/** Options that are read but have no effect yet must not be ignored in silence. */
export function refuseUnsupported({ global, runtime }: RunRequest, { config }: PreparedTest): void {
  const unsupported = (what: string) =>
    new UserError('UNSUPPORTED', `${what} is not supported by this version of Squall`);
  if (config.paused === true) throw unsupported('starting paused (`paused`, `--paused`)');
  if (global.isAddressRequired && global.address !== '') throw unsupported('the REST API (`--address`)');
  if (runtime.tracesOutput !== 'none') throw unsupported('`--traces-output`');
  if (config.webDashboard === true) throw unsupported('the web dashboard (`K6_WEB_DASHBOARD`)');
}
