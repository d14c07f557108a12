import type { CloudRunRequest } from '../engine-calls.ts';
import type { LocalDeps } from '../local/local-deps.ts';
import { ProgressDisplay } from '../terminal/progress-display.ts';
import type { ProgressView } from '../terminal/progress-view.ts';
import type { RunProgress } from './api-types.ts';
import { cloudView, continued } from './cloud-progress.ts';

/** What a user sees of a run elsewhere between the header and the summary. */
export class CloudDisplay implements Disposable {
  readonly #isQuiet: boolean;
  readonly #isTerminal: boolean;
  readonly #frames: ProgressDisplay;
  readonly #isStopping: () => boolean;
  #progress: RunProgress | undefined;
  #printed = '';

  constructor({ global }: CloudRunRequest, deps: LocalDeps, isStopping: () => boolean) {
    this.#isQuiet = global.quiet;
    this.#isTerminal = deps.terminal.width !== undefined;
    this.#isStopping = isStopping;
    this.#frames = new ProgressDisplay({ ...deps, view: () => this.#view() });
  }

  start(): void {
    if (!this.#isQuiet) this.#frames.start();
  }

  show(progress: RunProgress): void {
    this.#progress = continued(this.#progress, progress);
  }

  /** What was counted to the very end. */
  conclude(iterations: number): void {
    if (this.#progress !== undefined) this.#progress = { ...this.#progress, iterations };
  }

  /** No more frames; on a terminal the last one stays below whatever is written. */
  stop(): void {
    this.#frames.stop();
  }

  /** Draws the last frame, below the summary. */
  finish(): void {
    if (!this.#isQuiet) this.#frames.finish();
  }

  [Symbol.dispose](): void {
    this.stop();
  }

  /** Lines that nobody redraws begin with the header, and are there to say something new. */
  #view(): ProgressView | undefined {
    if (this.#isTerminal) return cloudView(this.#progress, this.#isStopping());
    if (this.#progress === undefined) return undefined;
    const view = cloudView(this.#progress, this.#isStopping());
    const text = JSON.stringify(view);
    if (text === this.#printed) return undefined;
    this.#printed = text;
    return view;
  }
}
