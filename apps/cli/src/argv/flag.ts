import type { FlagKind, FlagSpec } from '@squall/core';

/** One flag of a command. */
export interface Flag extends FlagSpec {
  readonly kind: FlagKind;
  readonly help: string;
}

/** A node of the tree of commands, as far as reading a command line needs it. */
export interface CommandNode {
  readonly name: string;
  readonly flags: readonly Flag[];
  readonly commands?: readonly CommandNode[];
}

/** The flags of a command with those that every command takes; of the same name, its own are meant. */
export function flagsOf(own: readonly Flag[], common: readonly Flag[]): readonly Flag[] {
  const names = new Set(own.map(({ name }) => name));
  return [...own, ...common.filter(({ name }) => !names.has(name))];
}
