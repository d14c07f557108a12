import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { EXIT_CODES } from '@squall/core';
import { RealClock } from '@squall/engine';
import type { CommandContext } from '../commands/command.ts';
import { defaultConfigFile } from '../config.ts';
import { loadConfigFile } from '../config-file.ts';
import { readControllerUrl } from '../flags/controller-url.ts';
import { isGiven } from '../flags/global-flags.ts';
import { askForToken } from './ask-for-token.ts';
import { connectionOf, hostOf, storedLogin } from './cloud-settings.ts';
import { ControllerApi } from './controller-api.ts';
import { changeLogin, type LoginKeys } from './login-file.ts';

const CLEARED: LoginKeys = {
  token: undefined,
  stackID: undefined,
  stackURL: undefined,
  defaultProjectID: undefined,
};

/** `squall cloud login`: looks whether a token works, and keeps it with the address of its controller. */
export async function login(context: CommandContext): Promise<number> {
  const { flags, env, global, print } = context;
  const file = global.configFile ?? defaultConfigFile(env);
  if (isGiven(flags, 'reset')) {
    changeLogin(file, CLEARED);
    print(`The login was forgotten: ${file}\n`);
    return EXIT_CODES.OK;
  }
  // A file that this login is to make need not be there before.
  const stored = existsSync(file) ? storedLogin(loadConfigFile(file, env)) : {};
  if (isGiven(flags, 'show')) {
    print(storedText(stored, file));
    return EXIT_CODES.OK;
  }
  const url = chosenHost(context) ?? connectionOf({}, stored).url;
  const given = flags.token?.at(-1)?.trim() || (await askForToken(`Token for ${url}: `));
  const token = await lastingToken(url, given);
  const api = new ControllerApi({ url, token }, new RealClock());
  const [account, { user }] = [await api.account(), await api.session()];
  changeLogin(file, {
    token,
    // Both, and what else the stock k6 needs: it is logged in by this as well.
    host: url,
    hostv6: url,
    webAppURL: url,
    stackURL: url,
    stackID: account.stack_id,
    defaultProjectID: account.default_project_id,
    tracesEnabled: false,
  });
  print(`Logged in to ${url} as ${user.name} (${user.email}).\n`);
  print(storedText({ token, host: url, defaultProjectID: account.default_project_id }, file));
  warnOfVariables(context, url);
  return EXIT_CODES.OK;
}

function chosenHost({ flags, env }: CommandContext): string | undefined {
  const [host, stack] = [flags.host?.at(-1), flags.stack?.at(-1)];
  if (host !== undefined) return readControllerUrl(host, '--host');
  if (stack !== undefined && /^https?:\/\//.test(stack)) return readControllerUrl(stack, '--stack');
  const variable = hostOf(env);
  return variable === undefined ? undefined : readControllerUrl(variable, 'K6_CLOUD_HOST');
}

/** One-time tokens are turned into one that lasts, which its owner finds by the name of this machine. */
async function lastingToken(url: string, given: string): Promise<string> {
  if (!given.startsWith('sqo_')) return given;
  const api = new ControllerApi({ url, token: undefined }, new RealClock());
  return (await api.redeem(given, `squall on ${hostname()}`)).secret;
}

function storedText(stored: Readonly<Record<string, unknown>>, file: string): string {
  const line = (label: string, value: unknown) => `  ${label}: ${value ?? '<not set>'}\n`;
  const token = typeof stored.token === 'string' && stored.token !== '' ? masked(stored.token) : undefined;
  return [
    line('token', token),
    line('host', stored.host),
    line('default-project-id', stored.defaultProjectID),
    line('kept in', file),
  ].join('');
}

const SHOWN = 4;
const MIN_LENGTH_TO_SHOW = 12;

function masked(token: string): string {
  if (token.length < MIN_LENGTH_TO_SHOW) return '*'.repeat(token.length);
  return `${token.slice(0, SHOWN)}${'*'.repeat(token.length - 2 * SHOWN)}${token.slice(-SHOWN)}`;
}

/** Somebody who has set them once wonders why a new login changes nothing. */
function warnOfVariables({ env, log }: CommandContext, url: string): void {
  if (env.K6_CLOUD_TOKEN) {
    log.log('warning', 'K6_CLOUD_TOKEN is set and is used instead of the token that was just stored');
  }
  const host = hostOf(env);
  if (host !== undefined && readControllerUrl(host, 'K6_CLOUD_HOST') !== url) {
    log.log('warning', 'K6_CLOUD_HOST is set and is used instead of the address that was just stored');
  }
}
