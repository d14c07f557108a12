import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type Clock, toWireError, UserError } from '@squall/core';
import type { Inspect, InspectOutcome } from '@squall/protocol';
import type { Archives } from '../archive/archives.ts';
import { holdsTypeScript } from '../archive/holds-typescript.ts';
import type { RunnerSettings } from '../settings.ts';
import { RunnerProcess, setupOf } from '../tenure/runner-process.ts';

interface InspectionDeps {
  readonly clock: Clock;
  readonly archives: Pick<Archives, 'putInto'>;
  readonly runner: RunnerSettings;
  /** Of its own; removed in the end. */
  readonly folder: string;
}

/** A look at a script for the coordinator: its init code runs once, in a process that may do no more than any runner. */
export class Inspection implements AsyncDisposable {
  readonly outcome: Promise<InspectOutcome>;
  readonly #deps: InspectionDeps;
  #runner: RunnerProcess | undefined;
  #isDisposed = false;

  constructor(request: Inspect, deps: InspectionDeps) {
    this.#deps = deps;
    this.outcome = this.#inspect(request);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isDisposed = true;
    await this.#runner?.kill();
    rmSync(this.#deps.folder, { recursive: true, force: true });
  }

  async #inspect(request: Inspect): Promise<InspectOutcome> {
    const { archives, folder } = this.#deps;
    const archive = join(folder, 'archive.tar');
    try {
      await archives.putInto(archive, request.archive);
      if (this.#isDisposed) throw new Error('the agent is leaving');
      return await this.#ask(request, archive);
    } catch (error) {
      return { kind: 'failed', cause: 'agent', error: toWireError(error) };
    }
  }

  #ask({ env, timeoutMs }: Inspect, archive: string): Promise<InspectOutcome> {
    const { clock, folder, runner } = this.#deps;
    return new Promise((resolve) => {
      const patience = clock.at(clock.now() + timeoutMs, () => {
        resolve({ kind: 'failed', cause: 'test', error: toWireError(tooSlow(timeoutMs)) });
      });
      const answer = (outcome: InspectOutcome) => {
        patience.cancel();
        resolve(outcome);
      };
      const files = { folder, holdsTypeScript: holdsTypeScript(archive) };
      this.#runner = new RunnerProcess(runner, files, {
        receive: (message) => {
          if (message.type === 'inspected') answer({ kind: 'inspected', ...message.facts });
          if (message.type !== 'failed') return;
          const { cause, error } = message;
          answer({ kind: 'failed', cause, error });
        },
        died: ({ cause, error }) => answer({ kind: 'failed', cause, error: toWireError(error) }),
      });
      this.#runner.send({ type: 'inspect', env, setup: setupOf(runner, archive) });
    });
  }
}

function tooSlow(timeoutMs: number): UserError {
  const message = `the init code of the script did not come to its end within ${timeoutMs / 1000} s`;
  return new UserError('SCRIPT_HANGS', message, {
    hint: 'look for an endless loop outside the functions it exports',
  });
}
