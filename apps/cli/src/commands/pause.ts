import { changeRun } from '../rest/connect-rest.ts';
import type { CommandContext } from './command.ts';

/** Pauses a run: before its start, or if all its scenarios can be paused. */
export const pause = (context: CommandContext): Promise<number> => changeRun(context, { paused: true });
