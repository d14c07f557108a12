import { type LogFields, type Logger, type LogLevel, toWireError } from '@squall/core';
import { type LoadedProgram, loadScript } from './load-script.ts';
import type { FromThread, RequestType, ToThread } from './messages.ts';
import { ThreadRun } from './thread-run.ts';

export type Post = (message: FromThread) => void;

/** One worker thread: loads the script once, then runs its part of the test, phase by phase as it is told. */
export class ScriptThread {
  readonly #post: Post;
  readonly #log: Logger;
  #program: LoadedProgram | undefined;
  #run: ThreadRun | undefined;

  constructor(post: Post) {
    this.#post = post;
    this.#log = {
      log: (level, message, fields) => postLog(post, { level, message, fields, isVUConsole: false }),
    };
  }

  receive(message: ToThread): void {
    if (message.type === 'abort') this.#run?.abort();
    else if (message.type === 'control') this.#run?.control(message.scenario, message.setting);
    else void this.#answer(message);
  }

  async #answer(message: Extract<ToThread, { readonly type: RequestType }>): Promise<void> {
    try {
      this.#post(await this.#perform(message));
    } catch (error) {
      this.#post({ type: 'failed', request: message.type, error: toWireError(error) });
    }
  }

  async #perform(message: Extract<ToThread, { readonly type: RequestType }>): Promise<FromThread> {
    switch (message.type) {
      case 'load':
        this.#program = await loadScript(message, {
          log: this.#log,
          consoleLog: this.#consoleLog(),
          onSecretRead: (value) => this.#post({ type: 'secret-read', value }),
        });
        return { replyTo: 'load', type: 'loaded', script: this.#program.describe() };
      case 'configure':
        this.#run = new ThreadRun(this.#loaded, message, { post: this.#post, log: this.#log });
        return { replyTo: 'configure', type: 'configured' };
      case 'init-vus':
        await this.#configured.initVUs();
        return { replyTo: 'init-vus', type: 'vus-initialised' };
      case 'run-stage':
        return {
          replyTo: 'run-stage',
          type: 'stage-ended',
          outcome: await this.#configured.runStage(message),
        };
      case 'run-scenarios':
        await this.#configured.runScenarios(message);
        return { replyTo: 'run-scenarios', type: 'scenarios-ended' };
      case 'summarize':
        return {
          replyTo: 'summarize',
          type: 'summarized',
          outcome: await this.#configured.summarize(message),
        };
      case 'flush':
        this.#configured.flush();
        return { replyTo: 'flush', type: 'flushed' };
    }
  }

  /** What `console` prints outside of init code can go to a file of its own. */
  #consoleLog(): Logger {
    return {
      log: (level, message, fields) => postLog(this.#post, { level, message, fields, isVUConsole: true }),
    };
  }

  get #loaded(): LoadedProgram {
    if (this.#program === undefined) throw new Error('no script has been loaded');
    return this.#program;
  }

  get #configured(): ThreadRun {
    if (this.#run === undefined) throw new Error('the thread has not been configured');
    return this.#run;
  }
}

interface Line {
  readonly level: LogLevel;
  readonly message: string;
  readonly fields: LogFields | undefined;
  readonly isVUConsole: boolean;
}

function postLog(post: Post, { level, message, fields = {}, isVUConsole }: Line): void {
  post({ type: 'log', record: { level, message, fields, timeMs: Date.now() }, isVUConsole });
}
