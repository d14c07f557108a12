import { mkdirSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { type SystemError, systemErrorText, UserError } from '@squall/core';

// Archives may hold secrets of those whose tests they are.
const PRIVATE = { recursive: true, mode: 0o700 };
// Numbers of processes mean something on one machine, or in one container, only.
const OWN = `${hostname()}-`;

/** The folder of an agent: archives, which agents of a machine may share, and what is its own while it works. */
export class AgentFolder implements Disposable {
  readonly archives: string;
  readonly #work: string;
  #tenures = 0;

  private constructor(root: string, agentId: string) {
    this.archives = join(root, 'archives');
    this.#work = join(root, 'work', `${OWN}${process.pid}-${agentId}`);
    mkdirSync(this.archives, PRIVATE);
    mkdirSync(this.#work, PRIVATE);
  }

  /** @throws UserError when there cannot be such a folder. */
  static open(folder: string, agentId: string): AgentFolder {
    try {
      mkdirSync(folder, PRIVATE);
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

/** What agents of this machine left behind that were killed. */
function removeLeftovers(work: string): void {
  mkdirSync(work, PRIVATE);
  for (const name of readdirSync(work)) {
    if (!name.startsWith(OWN)) continue;
    const pid = Number.parseInt(name.slice(OWN.length), 10);
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
