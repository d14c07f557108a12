import { type Environment, type FlagValues, UserError } from '@squall/core';
import type { Flag } from '../argv/flag.ts';
import { defaultDataFolder } from '../config.ts';
import type { ControllerRequest } from '../engine-calls.ts';
import { isGiven } from './global-flags.ts';
import { CONTROLLER_PORT, parseAddress } from './network-address.ts';

const HERE = { host: '127.0.0.1', port: CONTROLLER_PORT };

/** Flags of `squall controller`. */
export const CONTROLLER_FLAGS: readonly Flag[] = [
  {
    name: 'address',
    short: 'a',
    kind: 'string',
    valueName: 'host:port',
    help: `where to listen; ${HERE.host}:${HERE.port}, which only this machine reaches, if not given`,
  },
  {
    name: 'data',
    kind: 'string',
    valueName: 'folder',
    help: 'where everything is kept; SQUALL_DATA, or squall in your data folder, if not given',
  },
  {
    name: 'trust-proxy',
    kind: 'list',
    valueName: 'addresses',
    help: 'believe these reverse proxies who a client is',
  },
  { name: 'with-agent', kind: 'bool', help: 'start an agent here even if others have joined' },
  { name: 'no-agent', kind: 'bool', help: 'start no agent here even if no other has joined' },
  { name: 'new-token', kind: 'bool', help: 'print a one-time token to sign in with, as at the first start' },
];

export type ControllerSettings = Omit<ControllerRequest, 'processEnv' | 'global' | 'log'>;

/** Reads the command line of a controller. @throws UserError */
export function readControllerSettings(flags: FlagValues, env: Environment): ControllerSettings {
  const text = (name: string) => flags[name]?.at(-1);
  const address = text('address');
  const dataFolder = text('data') ?? (env.SQUALL_DATA || defaultDataFolder(env));
  if (dataFolder === '') throw new UserError('USAGE', '--data must not be empty');
  return {
    address: address === undefined ? HERE : parseAddress(address, '--address', HERE),
    dataFolder,
    trustProxy: flags['trust-proxy'] ?? [],
    agent: readAgentWish(flags),
    newToken: isGiven(flags, 'new-token'),
  };
}

function readAgentWish(flags: FlagValues): ControllerRequest['agent'] {
  const [wanted, unwanted] = [isGiven(flags, 'with-agent'), isGiven(flags, 'no-agent')];
  if (wanted && unwanted) {
    throw new UserError('USAGE', '--with-agent and --no-agent contradict each other: choose one');
  }
  if (wanted) return 'always';
  return unwanted ? 'never' : 'if-alone';
}
