import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Controller } from '@squall/controller';

const PROGRAM = fileURLToPath(new URL('../../../cli/dist/main.js', import.meta.url));

/** An agent of a controller: the built program, as a process of its own. */
export async function startAgent(controller: Controller): Promise<AsyncDisposable> {
  if (!existsSync(PROGRAM)) throw new Error('this test needs the built program: run ./squall --prepare-only');
  const folder = mkdtempSync(join(tmpdir(), 'squall-agent-'));
  const { token, name } = await controller.localAgent();
  const flags = ['--controller', controller.url, '--token', token, '--name', name];
  const child = spawn(process.execPath, [PROGRAM, 'agent', ...flags], {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder, NO_COLOR: '1' },
    stdio: 'ignore',
  });
  return {
    async [Symbol.asyncDispose]() {
      await end(child);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
