import type { Program } from '../commands/command-tree.ts';
import { bashCompletion } from './bash.ts';
import { commandNodes } from './command-nodes.ts';
import { fishCompletion } from './fish.ts';
import { powershellCompletion } from './powershell.ts';
import { zshCompletion } from './zsh.ts';

export type Shell = 'bash' | 'zsh' | 'fish' | 'powershell';

const SHELLS = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
  powershell: powershellCompletion,
} satisfies Record<Shell, unknown>;

/** A script that teaches a shell the commands and flags of the program. */
export function completionScript(shell: Shell, program: Program): string {
  return SHELLS[shell](program.name, commandNodes(program));
}
