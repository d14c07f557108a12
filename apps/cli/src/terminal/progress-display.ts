import type { Clock, Paint, Timer } from '@squall/core';
import { renderFrame } from './progress-frame.ts';
import type { ProgressView } from './progress-view.ts';
import type { Terminal } from './terminal.ts';

export interface ProgressDisplayDeps {
  readonly terminal: Terminal;
  readonly clock: Clock;
  readonly paint: Paint;
  /** Reads the state of the run; called for each frame. Undefined: nothing worth a frame. */
  readonly view: () => ProgressView | undefined;
}

const TERMINAL_FRAME_MS = 100;
const PLAIN_FRAME_MS = 1000;

/** Shows how the run goes: ten frames a second on a terminal, one in plain text. */
export class ProgressDisplay implements Disposable {
  readonly #deps: ProgressDisplayDeps;
  readonly #frameMs: number;
  #timer: Timer | undefined;

  constructor(deps: ProgressDisplayDeps) {
    this.#deps = deps;
    this.#frameMs = deps.terminal.width === undefined ? PLAIN_FRAME_MS : TERMINAL_FRAME_MS;
  }

  start(): void {
    this.#schedule(this.#deps.clock.now() + this.#frameMs);
  }

  /** Draws the last frame; call it after the summary is written. */
  finish(): void {
    this.stop();
    this.#deps.terminal.endFrames(this.#frame() ?? []);
  }

  /** No more frames; on a terminal the last one stays below whatever is written. */
  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }

  [Symbol.dispose](): void {
    this.stop();
  }

  #schedule(atMs: number): void {
    const { clock, terminal } = this.#deps;
    this.#timer = clock.at(atMs, () => {
      const lines = this.#frame();
      if (lines !== undefined) terminal.showFrame(lines);
      // From the due time, so that frames keep their pace; but a late one does not bring on a burst.
      this.#schedule(Math.max(atMs, clock.now() - this.#frameMs) + this.#frameMs);
    });
  }

  #frame(): readonly string[] | undefined {
    const { terminal, paint, view } = this.#deps;
    const shown = view();
    if (shown === undefined) return undefined;
    return renderFrame(shown, { terminalWidth: terminal.width, terminalRows: terminal.rows, paint });
  }
}
