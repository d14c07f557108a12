import type { Environment } from '@squall/core';
import { RealClock, type ThreadStarter } from '@squall/engine';
import { runCli } from './cli.ts';
import { connectEngine } from './engine.ts';
import { streamsOf } from './standard-streams.ts';
import { asStream, paintFor } from './terminal/colors.ts';
import { Terminal } from './terminal/terminal.ts';

/** The process as its entry file hands it over. */
export interface ProgramHost {
  readonly argv: readonly string[];
  readonly env: Environment;
  readonly threads: ThreadStarter;
  /** Where the built program lies. */
  readonly folder: string;
  /** Ends the process at once. */
  exit(code: number): void;
}

/** Runs a command line in this process; resolves to the exit code. */
export async function runProgram({ argv, env, threads, folder, exit }: ProgramHost): Promise<number> {
  const streams = { out: asStream(process.stdout, env.TERM), err: asStream(process.stderr, env.TERM) };
  for (const stream of [process.stdout, process.stderr]) stream.on('error', ignoreClosedPipe);
  const terminal = new Terminal(streams);
  return runCli(argv, {
    env,
    workingDirectory: process.cwd(),
    streams: streamsOf(terminal, streams),
    engine: (noColor) =>
      connectEngine({
        terminal,
        threads,
        exit,
        programFolder: folder,
        clock: new RealClock(),
        paint: paintFor(streams.out, { noColor, term: env.TERM }),
        isErrTerminal: streams.err.isTTY === true,
      }),
  });
}

/** Whoever read along has gone (`squall run … | head`): a run is not worth less for it. */
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}
