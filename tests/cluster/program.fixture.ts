import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../../apps/cli/dist/main.js', import.meta.url));

export interface Ended {
  readonly exitCode: number | null;
  readonly output: string;
}

export interface ProgramOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** A program that starts it, with its arguments. */
  readonly prefix?: readonly string[];
}

/** The built program as a process that goes on while a test does something to it. */
export class Program implements AsyncDisposable {
  readonly ended: Promise<Ended>;
  readonly #child: ChildProcess;
  #output = '';
  #listeners: (() => void)[] = [];

  constructor(args: readonly string[], { cwd, env, prefix = [] }: ProgramOptions) {
    const [command = process.execPath, ...rest] = [...prefix, process.execPath, PROGRAM, ...args];
    this.#child = spawn(command, rest, {
      cwd,
      env: { PATH: process.env.PATH, HOME: cwd, NO_COLOR: '1', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => this.#collect(text));
    }
    this.ended = once(this.#child, 'close').then(([exitCode]) => {
      for (const listener of this.#listeners) listener();
      return { exitCode: exitCode as number | null, output: this.#output };
    });
  }

  get pid(): number {
    const { pid } = this.#child;
    if (pid === undefined) throw new Error('the program could not be started');
    return pid;
  }

  get output(): string {
    return this.#output;
  }

  get hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** Resolves when the output so far matches; rejects when the program ends without. */
  async until(pattern: RegExp): Promise<void> {
    while (!pattern.test(this.#output)) {
      if (this.hasEnded) throw new Error(`it ended without ${pattern}:\n${this.#output}`);
      await new Promise<void>((resolve) => this.#listeners.push(resolve));
    }
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.hasEnded) return;
    this.#child.kill('SIGKILL');
    await this.ended;
  }

  #collect(text: string): void {
    this.#output += text;
    const listeners = this.#listeners;
    this.#listeners = [];
    for (const listener of listeners) listener();
  }
}

/** The process in which an agent runs the script. Linux only. */
export function runnerOf({ pid }: Program): number {
  const [runner] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
  if (runner === undefined || runner === '') throw new Error('the agent has no runner');
  return Number(runner);
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
