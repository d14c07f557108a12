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
