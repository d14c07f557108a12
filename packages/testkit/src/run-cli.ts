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
  /** Sends each signal when the output matches, one after another. */
  readonly signals?: readonly SignalWhen[];
  readonly timeoutMs?: number;
}

export interface SignalWhen {
  readonly signal: NodeJS.Signals;
  readonly output: RegExp;
  /** How long it waits then. */
  readonly afterMs?: number;
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
  const signals = [...(options.signals ?? [])];
  const collect = (stream: 'stdout' | 'stderr') => (chunk: Buffer) => {
    output[stream] += chunk.toString('utf8');
    for (let [next] = signals; next?.output.test(output[stream]) === true; [next] = signals) {
      signals.shift();
      const { signal, afterMs = 0 } = next;
      setTimeout(() => child.kill(signal), afterMs);
    }
  };
  child.stdout.on('data', collect('stdout'));
  child.stderr.on('data', collect('stderr'));
  child.stdin.on('error', () => {}); // The program may end without reading its input.
  child.stdin.end(options.stdin ?? '');
  const [exitCode] = (await once(child, 'close')) as [number | null];
  return { exitCode, ...output };
}
