import { RealClock } from '@squall/engine';
import { inspectArchive } from './inspect-archive.ts';
import type { FromRunner, ToRunner } from './messages.ts';
import { Runner } from './runner.ts';

let runner: Runner | undefined;

function post(message: FromRunner): void {
  // Whoever listened may be gone: the process ends then anyway.
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
}

process.on('message', (message: ToRunner) => {
  if (message.type === 'begin') runner = new Runner(message, new RealClock(), post);
  else if (message.type === 'inspect') void inspectArchive(message, post);
  else runner?.receive(message);
});
// Nobody is left who could say that there should still be load.
process.on('disconnect', () => process.exit());
// Ctrl-C reaches every process of a terminal: what it means for the tenure is for the agent to decide.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
