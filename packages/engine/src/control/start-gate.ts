/** Keeps a run from starting while it is closed. */
export class StartGate {
  #isClosed: boolean;
  #hasBeenPassed = false;
  #onOpen: (() => void) | undefined;

  constructor(isClosed: boolean) {
    this.#isClosed = isClosed;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** The run is through: closing the gate has no effect on it any more. */
  get hasBeenPassed(): boolean {
    return this.#hasBeenPassed;
  }

  close(): void {
    this.#isClosed = true;
  }

  open(): void {
    this.#isClosed = false;
    this.#onOpen?.();
  }

  /** Resolves when the gate is open, or when there is nothing to start any more. */
  async pass(signal: AbortSignal): Promise<void> {
    if (this.#isClosed && !signal.aborted) {
      await new Promise<void>((resolve) => {
        this.#onOpen = resolve;
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
    }
    this.#hasBeenPassed = true;
  }
}
