import { UserError } from '@squall/core';
import type { TestRequest } from '../engine-calls.ts';
import type { PreparedTest } from '../local/prepare-test.ts';

/** Settings that a run on this machine has and one over several machines has not must not be ignored in silence. */
export function refuseSettings({ global }: Pick<TestRequest, 'global'>): void {
  if (global.secretSources.length > 0) throw unsupported('`--secret-source`');
  if (global.isAddressRequired && global.address !== '') throw unsupported('the REST API (`--address`)');
}

/** The same for what the test asks for. */
export function refuseTest({ config, options }: PreparedTest): void {
  if (options.executionSegment !== undefined || options.executionSegmentSequence !== undefined) {
    throw unsupported('`executionSegment` and `executionSegmentSequence`, since it divides the test itself');
  }
  if (config.paused === true) throw unsupported('starting paused (`paused`, `--paused`)');
  for (const [name, { executor }] of Object.entries<{ readonly executor: string }>(options.scenarios)) {
    // Nobody could control it without the REST API.
    if (executor === 'externally-controlled')
      throw unsupported(`${executor}, which scenario '${name}' asks for`);
  }
}

const unsupported = (what: string): UserError =>
  new UserError('UNSUPPORTED', `a run over several machines does not support ${what}`);
