import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../../../apps/cli/dist/main.js', import.meta.url));

export interface CliRun {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string | Uint8Array;
  /** Sends the signal when the output matches. */
  readonly signalWhen?: { readonly signal: NodeJS.Signals; readonly output: RegExp };
  readonly timeoutMs?: number;
}

/** Runs the built program as a process of its own, with a clean environment. */
export async function runCli(args: readonly string[], options: CliOptions = {}): Promise<CliRun> {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    cwd: options.cwd,
    env: { PATH: process.env.PATH, HOME: options.cwd ?? '/nonexistent', NO_COLOR: '1', ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
    timeout: options.timeoutMs ?? 60_000,
    killSignal: 'SIGKILL',
  });
  const output = { stdout: '', stderr: '' };
  let signalled = false;
  const collect = (stream: 'stdout' | 'stderr') => (chunk: Buffer) => {
    output[stream] += chunk.toString('utf8');
    if (signalled || options.signalWhen?.output.test(output[stream]) !== true) return;
    signalled = true;
    child.kill(options.signalWhen.signal);
  };
  child.stdout.on('data', collect('stdout'));
  child.stderr.on('data', collect('stderr'));
  child.stdin.on('error', () => {}); // The program may end without reading its input.
  child.stdin.end(options.stdin ?? '');
  const [exitCode] = (await once(child, 'close')) as [number | null];
  return { exitCode, ...output };
}
