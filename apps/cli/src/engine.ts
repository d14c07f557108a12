import { UserError } from '@squall/core';
import type { EngineCalls } from './engine-calls.ts';
import type { Terminal } from './terminal/terminal.ts';

/** Joins the commands to the engine. */
export function connectEngine(_terminal: Terminal): EngineCalls {
  const refuse = async (): Promise<never> => {
    throw new UserError('UNSUPPORTED', 'this build cannot run tests: its engine is not connected');
  };
  return { run: refuse, archive: refuse, inspect: refuse, imports: refuse };
}
