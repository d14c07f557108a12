import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const READY_WITHIN_MS = 15_000;

/** Whether the program is installed; says so when tests have to be skipped for want of it. */
export function isInstalled(program: string): boolean {
  const isFound = spawnSync(program, ['--help'], { stdio: 'ignore' }).error === undefined;
  if (!isFound) {
    process.stderr.write(`skipped: tests against a real ${program}, which is not installed (see .ci/run)\n`);
  }
  return isFound;
}

export async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

export interface RealProgram extends AsyncDisposable {
  /** Ends it and keeps its data; `resume` starts it anew. */
  stop(): Promise<void>;
  resume(): Promise<void>;
}

export interface ProgramOptions {
  readonly program: string;
  /** The command line, given a folder of its own. */
  readonly args: (folder: string) => Promise<readonly string[]>;
  /** Answers with a 2xx status when the program is ready. */
  readonly readyUrl: string;
}

/** Runs a program until the end of the scope, in a folder that is then removed. */
export async function startProgram(options: ProgramOptions): Promise<RealProgram> {
  const folder = await mkdtemp(path.join(tmpdir(), `squall-${options.program}-`));
  const args = await options.args(folder);
  let child = await run(options, args);
  return {
    stop: () => end(child),
    async resume() {
      child = await run(options, args);
    },
    async [Symbol.asyncDispose]() {
      await end(child);
      await rm(folder, { recursive: true });
    },
  };
}

async function run({ program, readyUrl }: ProgramOptions, args: readonly string[]): Promise<ChildProcess> {
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    log = (log + text).slice(-4_000);
  });
  const deadline = Date.now() + READY_WITHIN_MS;
  while (!(await isReady(readyUrl))) {
    if (child.exitCode !== null || Date.now() > deadline) throw new Error(`${program} is not ready:\n${log}`);
    await delay(50);
  }
  return child;
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  await once(child, 'exit');
}
