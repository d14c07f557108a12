import { type Flag, flagsOf } from '../argv/flag.ts';
import type { Command } from '../commands/command.ts';
import type { Program } from '../commands/command-tree.ts';

/** A command, or the program itself, as far as a shell needs to know it. */
export interface CommandNode {
  /** Words after the name of the program; '' for the program itself. */
  readonly path: string;
  readonly commands: readonly { readonly name: string; readonly summary: string }[];
  /** Its own and those every command takes. */
  readonly flags: readonly Flag[];
}

/** All commands people can see, each after the one it belongs to. */
export function commandNodes({ commands, flags }: Program): readonly CommandNode[] {
  const nodeOf = (path: string, command: Pick<Command, 'flags' | 'commands'>): CommandNode[] => {
    const visible = (command.commands ?? []).filter(({ isHidden }) => isHidden !== true);
    const own = path === '' ? [] : command.flags;
    return [
      {
        path,
        commands: visible.map(({ name, summary }) => ({ name, summary })),
        flags: flagsOf(own, flags).toSorted((a, b) => (a.name < b.name ? -1 : 1)),
      },
      ...visible.flatMap((child) => nodeOf(path === '' ? child.name : `${path} ${child.name}`, child)),
    ];
  };
  return nodeOf('', { flags: [], commands });
}

/** Whether the word after the flag is its value. */
export function takesValue({ kind, bareValue }: Flag): boolean {
  return kind !== 'bool' && bareValue === undefined;
}

/** As they are typed, `--name` first. */
export function flagWords({ name, short }: Flag): readonly string[] {
  return short === undefined ? [`--${name}`] : [`--${name}`, `-${short}`];
}

/** Flags of any command after which a value comes, as they are typed. */
export function valueFlagWords(nodes: readonly CommandNode[]): readonly string[] {
  const words = nodes.flatMap(({ flags }) => flags.filter(takesValue).flatMap(flagWords));
  return [...new Set(words)].sort();
}

/** Each step from a command to one of its own: where one is, the word, and where one is then. */
export function commandSteps(
  nodes: readonly CommandNode[],
): readonly { readonly from: string; readonly word: string; readonly to: string }[] {
  return nodes.flatMap(({ path, commands }) =>
    commands.map(({ name }) => ({ from: path, word: name, to: path === '' ? name : `${path} ${name}` })),
  );
}
