import { existsSync, writeFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { UserError } from '@squall/core';
import { isGiven } from '../flags/global-flags.ts';
import { unwritableFile } from '../unwritable-file.ts';
import type { CommandContext } from './command.ts';
import { fillTemplate, readTemplate } from './script-template.ts';

/** Writes a script to start from. */
export async function createScript(
  context: Pick<CommandContext, 'args' | 'flags' | 'workingDirectory' | 'print'>,
): Promise<number> {
  const { args, flags, workingDirectory } = context;
  const target = args[0] ?? 'script.js';
  const path = resolve(workingDirectory, target);
  if (existsSync(path) && !isGiven(flags, 'force')) {
    throw new UserError('USAGE', `${target} already exists. Use the \`--force\` flag to overwrite it`);
  }
  const template = flags.template?.at(-1) || 'minimal';
  const text = readTemplate(template, workingDirectory);
  const data = { ScriptName: basename(target), ProjectID: flags['project-id']?.at(-1) ?? '' };
  writeScript({ path, target }, fillTemplate(text, data));
  context.print(`New script created: ${target} (${template} template).\n`);
  return 0;
}

function writeScript(
  { path, target }: { readonly path: string; readonly target: string },
  text: string,
): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw unwritableFile(target, error);
  }
}
