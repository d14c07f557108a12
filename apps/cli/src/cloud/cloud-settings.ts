import { basename } from 'node:path';
import { type Config, type Environment, UserError } from '@squall/core';
import { readControllerUrl } from '../flags/controller-url.ts';
import { CONTROLLER_PORT } from '../flags/network-address.ts';
import type { Connection } from './api-failure.ts';

type JSONObject = Readonly<Record<string, unknown>>;

/** Where a login is kept, in the configuration file: `collectors.cloud`, as k6 does. */
export function storedLogin(configFile: Config | undefined): JSONObject {
  return asObject(configFile?.collectors?.cloud) ?? {};
}

/** What a script says about its runs in the cloud; old ones say it in another place. */
export function scriptCloudOptions({ cloud, ext }: Pick<Config, 'cloud' | 'ext'>): JSONObject {
  return asObject(cloud) ?? asObject(asObject(ext)?.loadimpact) ?? {};
}

/** Variables win over the script, the script over what is stored. */
export function connectionOf(env: Environment, stored: JSONObject, script: JSONObject = {}): Connection {
  const host = hostOf(env) ?? textIn(stored, 'host') ?? textIn(stored, 'hostv6');
  return {
    url:
      host === undefined ? `http://127.0.0.1:${CONTROLLER_PORT}` : readControllerUrl(host, 'the cloud host'),
    token: env.K6_CLOUD_TOKEN?.trim() || textIn(script, 'token') || textIn(stored, 'token'),
  };
}

/** The same for commands that are of no use without a token. @throws UserError */
export function loggedIn(...args: Parameters<typeof connectionOf>): Connection {
  const connection = connectionOf(...args);
  if (connection.token !== undefined) return connection;
  throw new UserError('NOT_LOGGED_IN', `you are not logged in to the controller at ${connection.url}`, {
    hint: 'log in with `squall cloud login --token TOKEN`, or set K6_CLOUD_TOKEN',
  });
}

/** From the variables alone: what a login is for. */
export function hostOf(env: Environment): string | undefined {
  return env.K6_CLOUD_HOST?.trim() || env.K6_CLOUD_HOST_V6?.trim() || undefined;
}

/** The project somebody has chosen; undefined for the default one of the user. @throws UserError */
export function chosenProject(
  env: Environment,
  stored: JSONObject,
  script: JSONObject = {},
): number | undefined {
  const { K6_CLOUD_PROJECT_ID: variable } = env;
  if (variable !== undefined && variable !== '') return requireId(variable, 'K6_CLOUD_PROJECT_ID');
  const [chosen] = [script.projectID, script.projectId, stored.projectID].map(Number).filter((id) => id > 0);
  return chosen;
}

/** How the runs of a script are called. @throws UserError for a script without a file that does not say */
export function nameOfTest(env: Environment, cloudOptions: JSONObject, script: string): string {
  const name = env.K6_CLOUD_NAME || textIn(cloudOptions, 'name');
  if (name !== undefined) return name;
  if (script !== '-') return basename(script.replace(/[?#].*$/, ''));
  throw new UserError('INVALID_OPTION', 'a script from standard input must say how its test is called', {
    hint: "add cloud: { name: 'checkout' } to its options, or set K6_CLOUD_NAME",
  });
}

export function requireId(text: string, what: string): number {
  const id = Number(text);
  if (Number.isSafeInteger(id) && id > 0) return id;
  throw new UserError('USAGE', `${what} must be a number such as 12, got '${text}'`);
}

export function asObject(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

function textIn(object: JSONObject, key: string): string | undefined {
  const value = object[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
