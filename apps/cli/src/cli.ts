import {
  describeFailure,
  type Environment,
  EXIT_CODES,
  paintColored,
  paintPlain,
  UserError,
} from '@squall/core';
import { type CommandLine, readCommandLine } from './argv/command-line.ts';
import type { Command } from './commands/command.ts';
import { PROGRAM } from './commands/command-tree.ts';
import { version } from './commands/version.ts';
import type { EngineCalls } from './engine-calls.ts';
import { type GlobalSettings, isGiven, parseGlobalSettings } from './flags/global-flags.ts';
import type { CliLogger } from './logging/cli-logger.ts';
import { createFallbackLogger, createLogger } from './logging/create-logger.ts';
import type { StandardStreams } from './standard-streams.ts';
import { renderBanner } from './terminal/banner.ts';

/** What the program gets from the process it runs in. */
export interface CliHost {
  readonly env: Environment;
  readonly workingDirectory: string;
  readonly streams: StandardStreams;
  engine(noColor: boolean): EngineCalls;
}

/** Runs one command line from parsing to the last log line; resolves to the exit code. */
export async function runCli(argv: readonly string[], host: CliHost): Promise<number> {
  const fallback = createFallbackLogger(host.streams);
  let log = fallback;
  let isLogRemote = false;
  try {
    const line = readCommandLine(argv, PROGRAM);
    const global = parseGlobalSettings(line.flags, host.env);
    log = createLogger(global, host.streams);
    isLogRemote = global.logOutput.startsWith('loki');
    return await dispatch(line, host, { global, log });
  } catch (error) {
    // Whoever started the process should not have to look into Loki for why it failed.
    if (isLogRemote) reportFailure(error, fallback);
    return reportFailure(error, log);
  } finally {
    await log.close();
  }
}

interface Prepared {
  readonly global: GlobalSettings;
  readonly log: CliLogger;
}

async function dispatch(line: CommandLine<Command>, host: CliHost, prepared: Prepared): Promise<number> {
  const { path, flags, args } = line;
  const command = path.at(-1);
  const topic = command?.name === 'help' ? findHelpTopic(args) : path;
  if (command?.name === 'help' || isGiven(flags, 'help')) return showHelp(topic, host, prepared.global);
  const print = host.streams.writeOut;
  if (command === undefined && isGiven(flags, 'version')) {
    return version({ flags, print });
  }
  if (command === undefined && args[0] !== undefined) throw unknownCommand(args[0]);
  if (command?.run === undefined) return showHelp(path, host, prepared.global);
  const problem = command.refuseArgs?.(args, `k6 ${path.map(({ name }) => name).join(' ')}`);
  if (problem !== undefined) throw new UserError('USAGE', problem);
  const { env, workingDirectory } = host;
  return command.run({
    args,
    flags,
    env,
    workingDirectory,
    program: PROGRAM,
    ...prepared,
    print,
    engine: () => host.engine(prepared.global.noColor),
  });
}

// Messages name the program `k6`, since wrappers and pipelines look for these texts.
function unknownCommand(name: string): UserError {
  return new UserError('USAGE', `unknown command "${name}" for "k6"`);
}

function findHelpTopic(words: readonly string[]): readonly Command[] {
  const path: Command[] = [];
  let commands: readonly Command[] = PROGRAM.commands;
  for (const word of words) {
    const command = commands.find(({ name }) => name === word);
    if (command === undefined) throw new UserError('USAGE', `unknown help topic "${words.join(' ')}"`);
    path.push(command);
    commands = command.commands ?? [];
  }
  return path;
}

async function showHelp(
  path: readonly Command[],
  host: CliHost,
  { noColor }: GlobalSettings,
): Promise<number> {
  const { helpText } = await import('./commands/help.ts');
  const { writeOut, isOutTerminal } = host.streams;
  if (path.length === 0) {
    writeOut(renderBanner(isOutTerminal && !noColor ? paintColored : paintPlain));
  }
  writeOut(helpText(PROGRAM, path));
  return EXIT_CODES.OK;
}

function reportFailure(error: unknown, log: CliLogger): number {
  const { message, fields, exitCode } = describeFailure(error);
  log.log('error', message, fields);
  return exitCode;
}
