import { type FlagValues, flagValueProblem, goQuote, UserError } from '@squall/core';
import type { CommandNode, Flag } from './flag.ts';
import { splitList } from './split-list.ts';

export interface CommandLine<C extends CommandNode> {
  /** From the first sub-command to the one meant; empty for the program itself. */
  readonly path: readonly C[];
  readonly flags: FlagValues;
  readonly args: readonly string[];
}

/**
 * Reads a command line as k6 does: flags before, between and after arguments, joined short flags, `--flag=value`,
 * `--` before arguments that look like flags. Flags of a command may even stand before its name.
 */
export function readCommandLine<C extends CommandNode>(
  argv: readonly string[],
  root: CommandNode & { readonly commands: readonly C[] },
): CommandLine<C> {
  const { path, rest } = findCommand(argv, root);
  const flags = [...root.flags, ...path.flatMap((command) => command.flags)];
  const reader = new FlagReader(flags);
  const args = reader.read(rest);
  return { path, flags: reader.values, args };
}

function findCommand<C extends CommandNode>(
  argv: readonly string[],
  root: CommandNode & { readonly commands: readonly C[] },
): { path: readonly C[]; rest: readonly string[] } {
  const path: C[] = [];
  let rest = argv;
  let node: CommandNode = root;
  for (;;) {
    const at = firstArgument(rest, [...root.flags, ...node.flags]);
    const commands = (node.commands ?? []) as readonly C[];
    const command = commands.find(({ name }) => name === rest[at]);
    if (command === undefined) return { path, rest };
    path.push(command);
    rest = rest.toSpliced(at, 1);
    node = command;
  }
}

/** Index of the first word that is neither a flag nor a flag's value. Unknown flags are taken to have a value. */
function firstArgument(words: readonly string[], flags: readonly Flag[]): number {
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    if (word === '--') return -1;
    if (!isFlagWord(word)) return index;
    if (takesNextWord(word, flags)) index++;
  }
  return -1;
}

function isFlagWord(word: string): boolean {
  return word.length > 1 && word.startsWith('-');
}

function takesNextWord(word: string, flags: readonly Flag[]): boolean {
  if (word.includes('=')) return false;
  if (word.startsWith('--')) {
    const flag = flags.find(({ name }) => name === word.slice(2));
    return flag === undefined || bareValueOf(flag) === undefined;
  }
  if (word.length > 2) return false;
  const flag = flags.find(({ short }) => short === word[1]);
  return flag === undefined || bareValueOf(flag) === undefined;
}

function bareValueOf(flag: Flag): string | undefined {
  return flag.bareValue ?? (flag.kind === 'bool' ? 'true' : undefined);
}

class FlagReader {
  readonly values: Record<string, string[]> = {};
  readonly #byName: ReadonlyMap<string, Flag>;
  readonly #byShort: ReadonlyMap<string, Flag>;

  constructor(flags: readonly Flag[]) {
    this.#byName = new Map(flags.map((flag) => [flag.name, flag]));
    this.#byShort = new Map(flags.flatMap((flag) => (flag.short === undefined ? [] : [[flag.short, flag]])));
  }

  /** Takes the flags out of the words and returns the others. */
  read(words: readonly string[]): readonly string[] {
    const args: string[] = [];
    const rest = [...words];
    for (;;) {
      const word = rest.shift();
      if (word === undefined) return args;
      if (word === '--') return [...args, ...rest];
      if (!isFlagWord(word)) args.push(word);
      else if (word.startsWith('--')) this.#readLong(word.slice(2), rest);
      else this.#readShort(word.slice(1), rest);
    }
  }

  #readLong(text: string, rest: string[]): void {
    if (text.startsWith('-') || text.startsWith('=')) throw usage(`bad flag syntax: --${text}`);
    const equals = text.indexOf('=');
    const name = equals === -1 ? text : text.slice(0, equals);
    const flag = this.#byName.get(name);
    if (flag === undefined) throw usage(`unknown flag: --${name}`);
    const value = equals === -1 ? (bareValueOf(flag) ?? rest.shift()) : text.slice(equals + 1);
    if (value === undefined) throw usage(`flag needs an argument: --${name}`);
    this.#set(flag, value);
  }

  #readShort(letters: string, rest: string[]): void {
    for (let at = 0; at < letters.length; at++) {
      const letter = letters.charAt(at);
      const flag = this.#byShort.get(letter);
      if (flag === undefined) throw usage(`unknown shorthand flag: '${letter}' in -${letters.slice(at)}`);
      const tail = letters.slice(at + 1);
      const bare = bareValueOf(flag);
      if (tail.startsWith('=') && tail.length > 1) {
        this.#set(flag, tail.slice(1));
        return;
      }
      if (bare !== undefined) {
        this.#set(flag, bare);
        continue;
      }
      const value = tail === '' ? rest.shift() : tail;
      if (value === undefined) throw usage(`flag needs an argument: '${letter}' in -${letters.slice(at)}`);
      this.#set(flag, value);
      return;
    }
  }

  #set(flag: Flag, value: string): void {
    const items = this.#checked(flag, value);
    const repeats = flag.kind === 'list' || flag.kind === 'repeated';
    this.values[flag.name] = [...(repeats ? (this.values[flag.name] ?? []) : []), ...items];
  }

  #checked(flag: Flag, value: string): readonly string[] {
    if (flag.kind !== 'list') {
      const problem = flagValueProblem(flag.kind, value);
      if (problem !== undefined) throw invalidArgument(flag, value, problem);
      return [value];
    }
    try {
      return splitList(value);
    } catch (error) {
      throw invalidArgument(flag, value, (error as Error).message);
    }
  }
}

function invalidArgument(flag: Flag, value: string, problem: string): UserError {
  const names = flag.short === undefined ? `--${flag.name}` : `-${flag.short}, --${flag.name}`;
  return usage(`invalid argument ${goQuote(value)} for "${names}" flag: ${problem}`);
}

function usage(message: string): UserError {
  return new UserError('USAGE', message);
}
