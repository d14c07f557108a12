import type { ScenarioRun } from './executor.ts';
import type { VULoop, VULoops } from './vu-loops.ts';

/** One of the VUs of a scenario: number i loops while more than i VUs are wanted. */
interface Handle {
  loop: VULoop | undefined;
  cancelTake: (() => void) | undefined;
}

export interface VUHandlesOptions {
  readonly run: ScenarioRun;
  readonly loops: VULoops;
  /** No VU could be had. */
  onFailed(error: Error): void;
}

/** Looping VUs whose number changes: it takes VUs from the pool, or lets them finish, as more or fewer are wanted. */
export class VUHandles {
  readonly #options: VUHandlesOptions;
  readonly #handles: Handle[] = [];
  readonly #handleOf = new Map<VULoop, Handle>();
  #wanted = 0;

  constructor(options: VUHandlesOptions) {
    this.#options = options;
  }

  setWanted(vus: number): void {
    for (let i = this.#wanted; i < vus; i++) this.#start(i);
    for (let i = this.#wanted - 1; i >= vus; i--) this.#stop(i);
    this.#wanted = vus;
  }

  /** Interrupts the VUs from that number on. */
  interruptFrom(index: number): void {
    for (const { loop } of this.#handles.slice(index)) {
      if (loop !== undefined) this.#options.loops.interrupt(loop);
    }
  }

  /** The loop has ended: its VU goes back to the pool. */
  giveBack(loop: VULoop): void {
    const handle = this.#handleOf.get(loop);
    if (handle !== undefined) handle.loop = undefined;
    this.#handleOf.delete(loop);
    this.#options.run.vus.giveBack(loop.vu);
  }

  #start(index: number): void {
    const handle = this.#at(index);
    if (handle.loop !== undefined) {
      // Still finishing its last iteration: goes on with the same VU.
      handle.loop.stopRequested = false;
      return;
    }
    const { run, loops, onFailed } = this.#options;
    let waited = false;
    handle.cancelTake = run.vus.take((vu) => {
      vu.activate(run.activation);
      handle.loop = loops.add(vu);
      this.#handleOf.set(handle.loop, handle);
      if (waited) loops.run();
    }, onFailed);
    waited = true;
  }

  #stop(index: number): void {
    const handle = this.#at(index);
    handle.cancelTake?.();
    if (handle.loop !== undefined) handle.loop.stopRequested = true;
  }

  #at(index: number): Handle {
    const handle = this.#handles[index] ?? { loop: undefined, cancelTake: undefined };
    this.#handles[index] = handle;
    return handle;
  }
}
