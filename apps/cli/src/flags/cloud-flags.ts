import { type Environment, type FlagValues, UserError } from '@squall/core';
import type { Flag } from '../argv/flag.ts';
import type { CloudRunRequest, RunRequest } from '../engine-calls.ts';
import { isGiven } from './global-flags.ts';

/** Flags of runs in the cloud besides those of a run. */
export const CLOUD_RUN_FLAGS: readonly Flag[] = [
  { name: 'exit-on-running', kind: 'bool', help: 'leave as soon as the load is on; the run goes on' },
  { name: 'show-logs', kind: 'bool', help: 'print what the script logs on the agents; on unless =false' },
  {
    name: 'local-execution',
    kind: 'bool',
    help: 'run here and report to the controller; not supported by this version',
  },
];

/** `squall cloud --upload-only`, as k6 knew it before it had `cloud upload`. */
export const UPLOAD_ONLY_FLAG: Flag = {
  name: 'upload-only',
  kind: 'bool',
  help: 'same as cloud upload',
};

export const LOGIN_FLAGS: readonly Flag[] = [
  {
    name: 'token',
    short: 't',
    kind: 'string',
    help: 'API token (squ_…), or one-time token of a controller (sqo_…); asked for if not given',
  },
  { name: 'host', kind: 'string', valueName: 'url', help: 'address of the controller' },
  { name: 'stack', kind: 'string', help: 'accepted for k6: an address is taken as --host' },
  { name: 'show', short: 's', kind: 'bool', help: 'show what is stored' },
  { name: 'reset', short: 'r', kind: 'bool', help: 'forget the login' },
];

export type CloudRunSettings = Omit<CloudRunRequest, keyof RunRequest>;

/** @throws UserError for what this version cannot do */
export function readCloudRunSettings(flags: FlagValues, env: Environment): CloudRunSettings {
  if (isGiven(flags, 'local-execution')) {
    throw new UserError('UNSUPPORTED', '`--local-execution` is not supported by this version of Squall', {
      hint: 'k6 can do it: `k6 cloud run --local-execution` with K6_CLOUD_HOST reports to the same controller',
    });
  }
  const isOn = (flag: string, variable: string, byDefault: boolean) => {
    if (flags[flag] !== undefined) return isGiven(flags, flag);
    const text = env[variable] ?? '';
    return text === '' ? byDefault : /^(1|t|true)$/i.test(text);
  };
  return {
    exitOnRunning: isOn('exit-on-running', 'K6_EXIT_ON_RUNNING', false),
    showLogs: isOn('show-logs', 'K6_SHOW_CLOUD_LOGS', true),
  };
}
