import type { Environment, FlagValues } from '@squall/core';
import type { CommandNode } from '../argv/flag.ts';
import type { EngineCalls } from '../engine-calls.ts';
import type { GlobalSettings } from '../flags/global-flags.ts';
import type { CliLogger } from '../logging/cli-logger.ts';
import type { Program } from './command-tree.ts';

/** What a command may use. */
export interface CommandContext {
  readonly args: readonly string[];
  readonly flags: FlagValues;
  readonly env: Environment;
  readonly global: GlobalSettings;
  readonly log: CliLogger;
  readonly workingDirectory: string;
  readonly program: Program;
  /** Writes to standard output. */
  print(text: string): void;
  engine(): EngineCalls;
}

/** Resolves to the exit code. */
export type RunCommand = (context: CommandContext) => Promise<number>;

export interface Command extends CommandNode {
  /** One line for the list of commands. */
  readonly summary: string;
  /** What the usage line says after the command's name. */
  readonly argumentsText: string;
  readonly commands?: readonly Command[];
  readonly isHidden?: boolean;
  /** What is wrong with the number of arguments, or undefined. */
  readonly refuseArgs?: (args: readonly string[], name: string) => string | undefined;
  /** Without it, help is shown. */
  readonly run?: RunCommand;
}
