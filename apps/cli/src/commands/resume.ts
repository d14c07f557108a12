import { changeRun } from '../rest/connect-rest.ts';
import type { CommandContext } from './command.ts';

/** Lets a run that is paused start or go on. */
export const resume = (context: CommandContext): Promise<number> => changeRun(context, { paused: false });
