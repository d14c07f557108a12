import { hostname } from 'node:os';
import { type Environment, type FlagValues, parseGoDuration, UserError } from '@squall/core';
import type { Flag } from '../argv/flag.ts';
import { defaultAgentFolder } from '../config.ts';
import type { AgentRequest } from '../engine-calls.ts';
import { readToken, TOKEN_VARIABLE } from './cluster-flags.ts';
import { controllerSocketUrl } from './controller-url.ts';
import { isGiven } from './global-flags.ts';
import { COORDINATOR_PORT, formatAddress, parseAddress } from './network-address.ts';
import { readPositiveInteger } from './positive-integer.ts';

const DEFAULT_ZONE = 'default';
const DEFAULT_MAX_VUS = 10_000;
/** A machine that is to do one run only should not wait for ever for a coordinator that does not come. */
const DEFAULT_GIVE_UP_AFTER = { once: '10m', service: '0' };

/** Flags of `squall agent`. */
export const AGENT_FLAGS: readonly Flag[] = [
  {
    name: 'join',
    kind: 'string',
    valueName: 'host:port',
    help: 'coordinator to work for: host:port, ws://host:port or wss://host:port',
  },
  {
    name: 'controller',
    kind: 'string',
    valueName: 'url',
    help: 'controller to work for: http://host:port or https://host',
  },
  {
    name: 'token',
    kind: 'string',
    help: `what the coordinator asks for, or an enrolment token; ${TOKEN_VARIABLE} if not given`,
  },
  { name: 'name', kind: 'string', help: 'how others call it; made of the host name if not given' },
  { name: 'zone', kind: 'string', help: `load zone it belongs to; '${DEFAULT_ZONE}' if not given` },
  {
    name: 'load-zone',
    kind: 'string',
    help: 'same as --zone; a controller decides it by the token, and refuses agents of another zone',
  },
  { name: 'label', kind: 'repeated', valueName: 'key=value', help: 'describe the agent' },
  { name: 'max-vus', kind: 'int', help: `the most VUs it takes; ${DEFAULT_MAX_VUS} if not given` },
  {
    name: 'allow-browser',
    kind: 'bool',
    help: 'let tests start Chromium, which reads what its user may read',
  },
  { name: 'once', kind: 'bool', help: 'end after one run instead of waiting for the next one' },
  {
    name: 'give-up-after',
    kind: 'duration',
    help: 'end when there is no connection for so long; never, with --once after 10m, if not given',
  },
  { name: 'health', kind: 'string', valueName: 'host:port', help: 'answer GET /health there' },
  { name: 'folder', kind: 'string', help: 'where archives are kept; in the cache folder if not given' },
  { name: 'ca', kind: 'string', valueName: 'file', help: 'authorities (PEM) of the certificate with wss://' },
  { name: 'workers', kind: 'int', help: 'number of worker threads of a run' },
];

export type AgentSettings = Omit<AgentRequest, 'processEnv' | 'log' | 'workers'>;

/** Reads the command line of an agent. @throws UserError */
export function readAgentSettings(
  args: readonly string[],
  flags: FlagValues,
  env: Environment,
): AgentSettings {
  const text = (name: string) => flags[name]?.at(-1);
  const [address] = args;
  const controller = text('controller');
  // Whoever only names a coordinator means the run that it is about to make.
  const once = flags.once === undefined ? address !== undefined : isGiven(flags, 'once');
  const health = text('health');
  const token = readToken(text('token'), env);
  return {
    coordinatorUrl: readUrl({ argument: address, join: text('join'), controller }),
    caFile: text('ca'),
    token: controller === undefined ? requireToken(token) : requireEnrolmentToken(token),
    name: nonEmpty('name', text('name') ?? defaultName(controller !== undefined)),
    loadZone: nonEmpty('load-zone', readLoadZone(text('zone'), text('load-zone'))),
    labels: Object.fromEntries((flags.label ?? []).map(readLabel)),
    maxVUs: readPositiveInteger(text('max-vus') ?? String(DEFAULT_MAX_VUS), '--max-vus'),
    folder: text('folder') ?? defaultAgentFolder(env),
    health:
      health === undefined ? undefined : parseAddress(health, '--health', { host: '127.0.0.1', port: 0 }),
    once,
    allowBrowser: isGiven(flags, 'allow-browser'),
    giveUpAfterMs: readGiveUpAfter(
      text('give-up-after') ?? (once ? DEFAULT_GIVE_UP_AFTER.once : DEFAULT_GIVE_UP_AFTER.service),
    ),
  };
}

interface Place {
  readonly argument: string | undefined;
  readonly join: string | undefined;
  readonly controller: string | undefined;
}

function readUrl({ argument, join, controller }: Place): string {
  if (controller === undefined) return readCoordinatorUrl(argument, join);
  if (argument === undefined && join === undefined) return controllerSocketUrl(controller);
  throw usage('an agent works either for a controller or for a coordinator: leave out one of the two');
}

function readCoordinatorUrl(argument: string | undefined, flag: string | undefined): string {
  if (argument !== undefined && flag !== undefined) {
    throw usage('the coordinator is named twice, as an argument and with --join');
  }
  const text = argument ?? flag;
  if (text === undefined) throw usage('which coordinator? Say so with --join host:port, or --controller url');
  const [, scheme = 'ws', rest] = /^(?:(wss?):\/\/)?([^/]+)\/?$/.exec(text) ?? [];
  if (rest === undefined) {
    throw usage(`--join must be host:port, ws://host:port or wss://host:port, got '${text}'`);
  }
  const address = parseAddress(rest, '--join', { host: '127.0.0.1', port: COORDINATOR_PORT });
  return `${scheme}://${formatAddress(address)}`;
}

/** A controller recognises an agent by its name and token, also after it was started anew. */
function defaultName(worksForController: boolean): string {
  return worksForController ? hostname() : `${hostname()}-${process.pid}`;
}

function readLoadZone(zone: string | undefined, loadZone: string | undefined): string {
  if (zone === undefined || loadZone === undefined || zone === loadZone)
    return zone ?? loadZone ?? DEFAULT_ZONE;
  throw usage(`--zone says '${zone}', --load-zone says '${loadZone}': leave out one of them`);
}

function requireEnrolmentToken(token: string | undefined): string {
  const how = 'make one on its page Agents and pass it with';
  if (token === undefined) {
    throw usage(`the controller asks for an enrolment token: ${how} --token or ${TOKEN_VARIABLE}`);
  }
  if (/^sq[ea]_/.test(token)) return token;
  throw usage(`this is no enrolment token of a controller, which begins with sqe_: ${how} --token`);
}

function requireToken(token: string | undefined): string {
  if (token !== undefined) return token;
  throw usage(`the coordinator asks for a token: pass it with --token or ${TOKEN_VARIABLE}`);
}

function nonEmpty(flag: string, text: string): string {
  if (text === '') throw usage(`--${flag} must not be empty`);
  return text;
}

function readLabel(text: string): readonly [string, string] {
  const at = text.indexOf('=');
  if (at > 0) return [text.slice(0, at), text.slice(at + 1)];
  throw usage(`--label must be key=value, got '${text}'`);
}

function readGiveUpAfter(text: string): number | undefined {
  const limitMs = parseGoDuration(text);
  if (limitMs < 0) throw usage(`--give-up-after must not be negative, got ${text}`);
  return limitMs === 0 ? undefined : limitMs;
}

const usage = (message: string): UserError => new UserError('USAGE', message);
