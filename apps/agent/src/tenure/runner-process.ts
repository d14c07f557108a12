import { type ChildProcess, fork } from 'node:child_process';
import { resolve } from 'node:path';
import type { FromRunner, RunnerSetup, ToRunner } from '../runner/messages.ts';
import type { RunnerSettings } from '../settings.ts';
import { explainExit, type RunnerFailure } from './runner-exit.ts';
import { type RunnerFiles, runnerArguments, runnerEnvironment } from './runner-launch.ts';

export interface RunnerListener {
  receive(message: FromRunner): void;
  /** It ended by itself, or could not be started. */
  died(failure: RunnerFailure): void;
}

const KEPT_STDERR = 8_192;

/** The agent's end of a runner process. */
export class RunnerProcess {
  readonly #child: ChildProcess;
  readonly #exited: Promise<void>;
  #stderr = '';
  #isKilled = false;

  constructor(settings: RunnerSettings, files: RunnerFiles, listener: RunnerListener) {
    this.#child = fork(settings.entry, [], {
      cwd: files.folder,
      env: runnerEnvironment(settings),
      execArgv: runnerArguments(settings, files),
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#child.on('message', (message: FromRunner) => {
      if (!this.#isKilled) listener.receive(message);
    });
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      this.#stderr = (this.#stderr + chunk.toString('utf8')).slice(-KEPT_STDERR);
    });
    this.#exited = new Promise((done) => {
      const end = (failure: RunnerFailure) => {
        if (!this.#isKilled) listener.died(failure);
        this.#isKilled = true;
        done();
      };
      this.#child.on('error', (error) => {
        // Sending may fail, too; then the process is ending, and says how.
        if (this.#child.pid === undefined) end({ cause: 'agent', error });
      });
      // After everything it has sent.
      this.#child.on('close', (code, signal) =>
        end(explainExit({ code, signal, stderr: this.#stderr, maxHeapMb: settings.maxHeapMb })),
      );
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  send(message: ToRunner): void {
    if (this.#child.connected) this.#child.send(message, () => undefined); // How it ended is heard elsewhere.
  }

  /** Ends it at once, wherever it is. */
  async kill(): Promise<void> {
    this.#isKilled = true;
    this.#child.kill('SIGKILL');
    await this.#exited;
  }
}

/** What the runner is told; it works in another folder, so paths are absolute. */
export function setupOf(settings: RunnerSettings, archive: string): RunnerSetup {
  const { threadEntry, maxHeapMb, workers, proxyEnvironment, forbidHttp2 } = settings;
  const scriptCaFile = settings.scriptCaFile === undefined ? undefined : resolve(settings.scriptCaFile);
  return { archive, threadEntry, maxHeapMb, workers, proxyEnvironment, scriptCaFile, forbidHttp2 };
}
