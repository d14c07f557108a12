import { UserError } from '@squall/core';
import type { Flag } from '../argv/flag.ts';
import { changeRun } from '../rest/connect-rest.ts';
import type { CommandContext } from './command.ts';

export const SCALE_FLAGS: readonly Flag[] = [
  { name: 'vus', short: 'u', kind: 'int', help: 'number of VUs' },
  { name: 'max', short: 'm', kind: 'int', help: 'number of VUs there may be; it can only grow' },
];

/** Changes the VUs of a run with a scenario that is controlled from outside. */
export async function scale(context: CommandContext): Promise<number> {
  const vus = context.flags.vus?.at(-1);
  const maxVUs = context.flags.max?.at(-1);
  if (vus === undefined && maxVUs === undefined)
    throw new UserError('USAGE', 'Specify either -u/--vus or -m/--max');
  return changeRun(context, {
    ...(vus === undefined ? {} : { vus: Number(vus) }),
    ...(maxVUs === undefined ? {} : { 'vus-max': Number(maxVUs) }),
  });
}
