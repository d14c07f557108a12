import { UserError } from '@squall/core';
import type { RunRequest } from '../engine-calls.ts';

/** Settings without effect yet that a pipeline may have for all its programs only warn. */
export function warnOfProfiling({ global, log }: RunRequest): void {
  if (global.profilingEnabled) log.log('warning', unsupportedText('profiling (`--profiling-enabled`)'));
}

/** The same where there is no REST API; refusing what was asked for with the flag is up to the caller. */
export function warnOfIgnored(request: RunRequest): void {
  const { global, log } = request;
  if (!global.isAddressRequired && global.address !== '')
    log.log('warning', unsupportedText('the REST API (`K6_ADDRESS`)'));
  warnOfProfiling(request);
}

/** Options that are read but have no effect yet must not be ignored in silence. */
export function refuseUnsupported({ runtime }: RunRequest): void {
  if (runtime.tracesOutput !== 'none') throw unsupported('`--traces-output`');
}

const unsupportedText = (what: string): string => `${what} is not supported by this version of Squall`;

const unsupported = (what: string): UserError => new UserError('UNSUPPORTED', unsupportedText(what));
