import { readCloudRunSettings } from '../flags/cloud-flags.ts';
import { isGiven } from '../flags/global-flags.ts';
import type { CommandContext } from './command.ts';
import { readTestRequest } from './test-request.ts';

/** `squall cloud run`, or `squall cloud` alone. */
export async function runCloud(context: CommandContext): Promise<number> {
  if (isGiven(context.flags, 'upload-only')) return uploadCloud(context);
  const settings = readCloudRunSettings(context.flags, context.env);
  return context.engine().runInCloud({ ...(await cloudRequest(context)), ...settings });
}

/** `squall cloud upload`. */
export async function uploadCloud(context: CommandContext): Promise<number> {
  return context.engine().upload(await cloudRequest(context));
}

/** The variables of this machine are not those of the agents: what the script needs is passed with -e. */
async function cloudRequest(context: CommandContext) {
  const request = await readTestRequest(context, { includeSystemEnvVars: false });
  return { ...request, workers: undefined };
}

export async function loginCloud(context: CommandContext): Promise<number> {
  const { login } = await import('../cloud/login.ts');
  return login(context);
}

export async function statusCloud(context: CommandContext): Promise<number> {
  const { showStatus } = await import('../cloud/run-commands.ts');
  return showStatus(context);
}

export async function stopCloud(context: CommandContext): Promise<number> {
  const { stopRun } = await import('../cloud/run-commands.ts');
  return stopRun(context);
}

export async function listCloudProjects(context: CommandContext): Promise<number> {
  const { listProjects } = await import('../cloud/lists.ts');
  return listProjects(context);
}

export async function listCloudTests(context: CommandContext): Promise<number> {
  const { listTests } = await import('../cloud/lists.ts');
  return listTests(context);
}

export async function listCloudLoadZones(context: CommandContext): Promise<number> {
  const { listLoadZones } = await import('../cloud/lists.ts');
  return listLoadZones(context);
}
