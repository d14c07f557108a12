import type { LossPolicy, ZoneDemand } from '@squall/coordinator';
import { apportion, type Environment, type FlagValues, parseGoDuration, UserError } from '@squall/core';
import type { Flag } from '../argv/flag.ts';
import type { ClusterRequest, RunRequest } from '../engine-calls.ts';
import { isGiven } from './global-flags.ts';
import { COORDINATOR_PORT, type NetworkAddress, parseAddress } from './network-address.ts';
import { readPositiveInteger } from './positive-integer.ts';

/** Where agents and coordinators find the token that is not to be seen in a list of processes. */
export const TOKEN_VARIABLE = 'SQUALL_AGENT_TOKEN';

const LOSS_POLICIES: readonly LossPolicy[] = ['fail', 'continue', 'replace'];
const DEFAULT_JOIN_TIMEOUT = '2m';
const EVERYWHERE: NetworkAddress = { host: '0.0.0.0', port: COORDINATOR_PORT };
const HERE: NetworkAddress = { host: '127.0.0.1', port: 0 };

/** Flags of a coordinator besides those of a run, and besides the one for the number of agents. */
export const CLUSTER_FLAGS: readonly Flag[] = [
  {
    name: 'listen',
    kind: 'string',
    valueName: 'host:port',
    help: `where agents join; 0.0.0.0:${COORDINATOR_PORT} if not given, with --spawn a free port of 127.0.0.1`,
  },
  { name: 'spawn', kind: 'bool', help: 'start the agents on this machine' },
  {
    name: 'on-agent-loss',
    kind: 'string',
    valueName: 'policy',
    help: 'fail (default): end the run; continue: without its part; replace: another agent takes over',
  },
  {
    name: 'token',
    kind: 'string',
    help: `what agents need to join; ${TOKEN_VARIABLE} or a random one if not given`,
  },
  {
    name: 'join-timeout',
    kind: 'duration',
    help: `how long to wait for agents; ${DEFAULT_JOIN_TIMEOUT} if not given, 0 for no limit`,
  },
  {
    name: 'zone',
    kind: 'repeated',
    valueName: 'name:share',
    help: 'run a share of the load, such as 60, on agents of that zone; once for each zone',
  },
  { name: 'tls-cert', kind: 'string', valueName: 'file', help: 'certificate (PEM): agents join with wss://' },
  { name: 'tls-key', kind: 'string', valueName: 'file', help: 'key of the certificate (PEM)' },
];

export type ClusterSettings = Omit<ClusterRequest, keyof RunRequest>;

/** Reads the flags of a coordinator. `countFlag` is how the command calls the number of agents. @throws UserError */
export function readClusterSettings(flags: FlagValues, env: Environment, countFlag: string): ClusterSettings {
  const text = (name: string) => flags[name]?.at(-1);
  const spawn = isGiven(flags, 'spawn');
  const tls = readTls(text('tls-cert'), text('tls-key'));
  if (spawn && tls !== undefined) {
    throw usage('--tls-cert is for agents on other machines, --spawn starts them on this one: choose one');
  }
  const listen = text('listen');
  return {
    zones: readZones(flags.zone ?? [], readAgentCount(text(countFlag), countFlag)),
    listen: listen === undefined ? (spawn ? HERE : EVERYWHERE) : parseAddress(listen, '--listen', EVERYWHERE),
    tls,
    spawn,
    onAgentLoss: readLossPolicy(text('on-agent-loss') ?? 'fail'),
    token: readToken(text('token'), env),
    joinTimeoutMs: readJoinTimeout(text('join-timeout') ?? DEFAULT_JOIN_TIMEOUT),
  };
}

function readAgentCount(text: string | undefined, flag: string): number {
  if (text === undefined) throw usage(`how many agents take part? Say so with --${flag}`);
  return readPositiveInteger(text, `--${flag}`);
}

/** Each zone has at least one agent; the others are divided by share. */
function readZones(texts: readonly string[], agents: number): readonly ZoneDemand[] {
  if (texts.length === 0) return [{ label: 'default', loadZone: undefined, weight: 100, agents }];
  const zones = texts.map(readZone);
  const names = zones.map(({ name }) => name);
  const repeated = names.find((name, i) => names.indexOf(name) !== i);
  if (repeated !== undefined) throw usage(`--zone names '${repeated}' more than once`);
  if (zones.length > agents) {
    throw usage(`${zones.length} zones need at least as many agents, but there are ${agents}`);
  }
  const others = apportion(
    agents - zones.length,
    zones.map(({ share }) => share),
  );
  return zones.map(({ name, share }, i) => ({
    label: name,
    loadZone: name,
    weight: share,
    agents: 1 + (others[i] ?? 0),
  }));
}

// Names of load zones may have colons themselves, such as amazon:us:ashburn.
function readZone(text: string): { readonly name: string; readonly share: number } {
  const [, name = '', digits = ''] = /^(.+):(\d+)$/.exec(text) ?? [];
  const share = Number(digits);
  if (share > 0) return { name, share };
  throw usage(`--zone must be a name and a share such as eu:60, got '${text}'`);
}

function readLossPolicy(text: string): LossPolicy {
  const policy = LOSS_POLICIES.find((candidate) => candidate === text);
  if (policy !== undefined) return policy;
  throw usage(`--on-agent-loss must be ${LOSS_POLICIES.join(', ')}, got '${text}'`);
}

/** The token from the flag or the variable. @throws UserError when it is empty */
export function readToken(flag: string | undefined, env: Environment): string | undefined {
  if (flag === '') throw usage('--token must not be empty');
  // Files and secrets that variables are made of like to end with a line break.
  return flag ?? (env[TOKEN_VARIABLE]?.trim() || undefined);
}

function readJoinTimeout(text: string): number | undefined {
  const timeoutMs = parseGoDuration(text);
  if (timeoutMs < 0) throw usage(`--join-timeout must not be negative, got ${text}`);
  return timeoutMs === 0 ? undefined : timeoutMs;
}

function readTls(certFile: string | undefined, keyFile: string | undefined): ClusterRequest['tls'] {
  if (certFile === undefined && keyFile === undefined) return undefined;
  if (certFile !== undefined && keyFile !== undefined) return { certFile, keyFile };
  throw usage('--tls-cert and --tls-key belong together');
}

const usage = (message: string): UserError => new UserError('USAGE', message);
