import { Command as CommanderCommand, Option } from 'commander';
import { type Flag, flagsOf } from '../argv/flag.ts';
import type { Command } from './command.ts';
import type { Program } from './command-tree.ts';

/** The help text of the program, or of the command at the end of the path. */
export function helpText(program: Program, path: readonly Command[]): string {
  const command = path.at(-1);
  const name = [program.name, ...path.map((step) => step.name)].join(' ');
  const help = new CommanderCommand(name).helpOption(false).helpCommand(false);
  const commands = command === undefined ? program.commands : (command.commands ?? []);
  if (command === undefined) {
    help.usage('<command> [flags]').description('Load testing that runs k6 scripts.');
  } else {
    help.usage(command.argumentsText).description(`${command.summary}.`);
  }
  for (const child of commands)
    help.command(child.name, { hidden: child.isHidden ?? false }).description(child.summary);
  for (const flag of flagsOf(command?.flags ?? [], program.flags)) help.addOption(toOption(flag));
  return help.helpInformation();
}

function toOption(flag: Flag): Option {
  const short = flag.short === undefined ? '    ' : `-${flag.short}, `;
  return new Option(`${short}--${flag.name}${valueText(flag)}`.trim(), flag.help);
}

function valueText({ kind, valueName, bareValue }: Flag): string {
  if (kind === 'bool') return '';
  const name = valueName ?? (kind === 'list' || kind === 'repeated' ? 'string' : kind);
  return bareValue === undefined ? ` <${name}>` : ` [${name}]`;
}
