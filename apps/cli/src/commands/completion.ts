import type { Shell } from '../completion/shells.ts';
import type { RunCommand } from './command.ts';

/** Prints what a shell needs to complete commands and flags. */
export function completion(shell: Shell): RunCommand {
  return async ({ program, print }) => {
    const { completionScript } = await import('../completion/shells.ts');
    print(completionScript(shell, program));
    return 0;
  };
}
