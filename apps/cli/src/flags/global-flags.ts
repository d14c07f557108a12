import type { Environment, FlagValues } from '@squall/core';
import type { Flag } from '../argv/flag.ts';

/** Flags every command takes. */
export const GLOBAL_FLAGS: readonly Flag[] = [
  {
    name: 'address',
    short: 'a',
    kind: 'string',
    valueName: 'host:port',
    help: 'where a run serves the REST API, and where status, scale and others find it',
  },
  { name: 'config', short: 'c', kind: 'string', valueName: 'file', help: 'configuration file' },
  { name: 'help', short: 'h', kind: 'bool', help: 'show this help' },
  { name: 'log-format', kind: 'string', help: 'text, json or raw' },
  {
    name: 'log-output',
    kind: 'string',
    help: 'stderr, stdout, none, file=path[,level=l] or loki[=url][,key=value…]',
  },
  { name: 'no-color', kind: 'bool', help: 'no colours' },
  { name: 'profiling-enabled', kind: 'bool', help: 'accepted for k6, without effect' },
  { name: 'quiet', short: 'q', kind: 'bool', help: 'no banner, header and progress' },
  {
    name: 'secret-source',
    kind: 'repeated',
    valueName: 'type[=config]',
    help: 'where k6/secrets finds secrets, such as file=path or mock=name=value',
  },
  { name: 'verbose', short: 'v', kind: 'bool', help: 'log debug messages' },
];

export interface GlobalSettings {
  /** '' for no REST API. */
  readonly address: string;
  /** The address came from the flag, so failing to listen there ends the run. */
  readonly isAddressRequired: boolean;
  /** The file asked for; undefined for the one in the user's configuration folder, if it exists. */
  readonly configFile: string | undefined;
  readonly logFormat: string;
  readonly logOutput: string;
  readonly noColor: boolean;
  readonly profilingEnabled: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly secretSources: readonly string[];
}

/** Reads the global flags over their variables. The flags' texts have been checked. */
export function parseGlobalSettings(flags: FlagValues, env: Environment): GlobalSettings {
  const text = (flag: string, variable: string) => flags[flag]?.at(-1) ?? env[variable] ?? '';
  return {
    address: text('address', 'K6_ADDRESS'),
    isAddressRequired: flags.address !== undefined,
    configFile: text('config', 'K6_CONFIG') || undefined,
    logFormat: text('log-format', 'K6_LOG_FORMAT') || 'text',
    logOutput: text('log-output', 'K6_LOG_OUTPUT') || 'stderr',
    noColor: isGiven(flags, 'no-color') || Boolean(env.K6_NO_COLOR) || env.NO_COLOR !== undefined,
    profilingEnabled: isGiven(flags, 'profiling-enabled') || env.K6_PROFILING_ENABLED !== undefined,
    quiet: isGiven(flags, 'quiet'),
    verbose: isGiven(flags, 'verbose'),
    secretSources: flags['secret-source'] ?? (env.K6_SECRET_SOURCE ? [env.K6_SECRET_SOURCE] : []),
  };
}

/** Whether a switch was given and not turned off again (`--quiet=false`). */
export function isGiven(flags: FlagValues, name: string): boolean {
  const text = flags[name]?.at(-1);
  return text !== undefined && /^(1|t|true)$/i.test(text);
}
