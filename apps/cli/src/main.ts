#!/usr/bin/env node
import { runCli } from './cli.ts';
import { readEnvironment } from './config.ts';
import { streamsOf } from './standard-streams.ts';
import { asStream, paintFor } from './terminal/colors.ts';
import { Terminal } from './terminal/terminal.ts';

const env = readEnvironment();
const streams = { out: asStream(process.stdout, env.TERM), err: asStream(process.stderr, env.TERM) };
const terminal = new Terminal(streams);

const exitCode = await runCli(process.argv.slice(2), {
  env,
  workingDirectory: process.cwd(),
  streams: streamsOf(terminal, streams),
  engine: async (noColor) =>
    (await import('./engine.ts')).connectEngine({
      terminal,
      clock: new (await import('@squall/engine')).RealClock(),
      paint: paintFor(streams.out, { noColor, term: env.TERM }),
      isErrTerminal: streams.err.isTTY === true,
      exit: (code) => process.exit(code),
    }),
});

// Sockets or timers of a script must not keep the process alive, but everything written has to arrive.
for (const stream of [process.stdout, process.stderr]) {
  await new Promise<void>((resolve) => stream.write('', () => resolve()));
}
process.exit(exitCode);
