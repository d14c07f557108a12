import { arch, platform } from 'node:os';
import { K6_VERSION } from '@squall/core';
import { version as squallVersion } from '../../package.json';
import { isGiven } from '../flags/global-flags.ts';
import type { CommandContext } from './command.ts';

export async function version(context: Pick<CommandContext, 'flags' | 'print'>): Promise<number> {
  context.print(isGiven(context.flags, 'json') ? versionJSON() : `${versionLine()}\n`);
  return 0;
}

function versionLine(): string {
  const system = `node ${process.version}, ${platform()}/${arch()}`;
  return `squall v${squallVersion} (compatible with k6 v${K6_VERSION}, ${system})`;
}

function versionJSON(): string {
  const facts = {
    version: `v${squallVersion}`,
    k6_version: `v${K6_VERSION}`,
    node_version: process.version,
    os: platform(),
    arch: arch(),
  };
  return `${JSON.stringify(facts)}\n`;
}
