#!/usr/bin/env node
import { join } from 'node:path';
import { ThreadStarter } from '@squall/engine';
import { maxHeapMbPerThread, readEnvironment } from './config.ts';
import { loadBuilt } from './startup/load-built.ts';

/** Commands that run a script's init code. A word that only looks like one costs a thread nobody uses. */
const RUNS_SCRIPTS: ReadonlySet<string> = new Set(['run', 'coordinator', 'archive', 'inspect', 'deps']);

async function main(): Promise<never> {
  const env = readEnvironment();
  const argv = process.argv.slice(2);
  const threads = new ThreadStarter({
    entry: join(__dirname, 'thread.js'),
    maxHeapMb: maxHeapMbPerThread(env),
  });
  if (argv.some((word) => RUNS_SCRIPTS.has(word))) threads.startAhead();

  // Loaded only now, so that the thread boots meanwhile.
  const { runProgram } = loadBuilt(join(__dirname, 'program.js'), require) as typeof import('./program.ts');
  const exitCode = await runProgram({
    argv,
    env,
    threads,
    folder: __dirname,
    exit: (code) => process.exit(code),
  });

  // Sockets or timers of a script must not keep the process alive, but everything written has to arrive.
  for (const stream of [process.stdout, process.stderr]) {
    await new Promise<void>((resolve) => stream.write('', () => resolve()));
  }
  process.exit(exitCode);
}

void main();
