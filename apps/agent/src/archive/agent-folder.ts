import { chmodSync, mkdirSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type SystemError, systemErrorText, UserError } from '@squall/core';

/** The folder of an agent: archives, which agents of a machine may share, and what is its own while it works. */
export class AgentFolder implements Disposable {
  readonly archives: string;
  readonly #work: string;
  #tenures = 0;

  private constructor(root: string, agentId: string) {
    this.archives = join(root, 'archives');
    this.#work = join(root, 'work', `${process.pid}-${agentId}`);
    mkdirSync(this.archives, { recursive: true });
    mkdirSync(this.#work, { recursive: true });
  }

  /** @throws UserError when there cannot be such a folder. */
  static open(folder: string, agentId: string): AgentFolder {
    try {
      mkdirSync(folder, { recursive: true });
      // Archives may hold secrets of those whose tests they are.
      chmodSync(folder, 0o700);
      const root = realpathSync(folder);
      removeLeftovers(join(root, 'work'));
      return new AgentFolder(root, agentId);
    } catch (error) {
      const why = systemErrorText(error as SystemError);
      throw new UserError('FILE_NOT_WRITABLE', `cannot use the folder '${folder}': ${why}`, {
        hint: 'choose another one with --folder',
      });
    }
  }

  /** Where an archive grows while it is fetched. */
  partOf(hash: string): string {
    return join(this.#work, `${hash}.part`);
  }

  createTenureFolder(): string {
    const folder = join(this.#work, `tenure-${++this.#tenures}`);
    mkdirSync(folder);
    return folder;
  }

  [Symbol.dispose](): void {
    rmSync(this.#work, { recursive: true, force: true });
  }
}

/** What agents left behind that were killed. */
function removeLeftovers(work: string): void {
  mkdirSync(work, { recursive: true });
  for (const name of readdirSync(work)) {
    const pid = Number.parseInt(name, 10);
    if (!isAlive(pid)) rmSync(join(work, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
