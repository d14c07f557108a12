import { isUserError } from '@squall/core';
import { RealClock } from '@squall/engine';
import { runAgent } from './run-agent.ts';
import type { AgentSettings } from './settings.ts';

/** An agent as a process of its own, as `squall agent` makes it: settings arrive as JSON, log lines go to stdout. */
async function main(): Promise<void> {
  const settings = JSON.parse(process.argv[2] ?? '') as AgentSettings;
  const write = (line: string) => void process.stdout.write(`${line}\n`);
  try {
    const code = await runAgent(settings, {
      clock: new RealClock(),
      log: { log: (level, message) => write(`${level}: ${message}`) },
      signals: process,
      exit: (code) => process.exit(code),
    });
    process.exit(code);
  } catch (error) {
    if (!isUserError(error)) throw error;
    write(`error: ${error.message}`);
    process.exit(error.exitCode);
  }
}

void main();
