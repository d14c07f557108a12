import type { Operation, Settle } from '../../vu/operation.ts';

/** Things that happen while a VU waits for them, in order. */
export class EventQueue<T> {
  readonly #waiting: T[] = [];
  #settle: Settle<T> | undefined;

  /** Hot path. */
  push(event: T): void {
    const settle = this.#settle;
    if (settle === undefined) this.#waiting.push(event);
    else {
      this.#settle = undefined;
      settle.resolve(event);
    }
  }

  /** Waits for the next one. `onCancel` hears of the end of the VU's patience. */
  next(settings: { readonly onCancel: () => void; readonly onSync: () => never }): Operation<T> {
    return {
      start: (settle) => {
        const event = this.#waiting.shift();
        if (event === undefined) this.#settle = settle;
        else settle.resolve(event);
      },
      cancel: () => {
        this.#settle = undefined;
        settings.onCancel();
      },
      runSync: settings.onSync,
    };
  }
}
