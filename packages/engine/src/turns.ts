/** Tasks that must not overlap: each begins when those before it are over, the first one at once. */
export class Turns {
  #last: Promise<void> | undefined;

  take<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#last === undefined ? task() : this.#last.then(task);
    const last = result.then(ignore, ignore).then(() => {
      if (this.#last === last) this.#last = undefined;
    });
    this.#last = last;
    return result;
  }
}

function ignore(): void {
  // Whoever took the turn hears of its result.
}
