/** What must be undone in the end, the latest first; all of it, even when some of it fails. */
export class Cleanup implements AsyncDisposable {
  readonly #steps: (() => unknown)[] = [];

  later(step: () => unknown): void {
    this.#steps.push(step);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const failures: unknown[] = [];
    for (const step of this.#steps.splice(0).reverse()) {
      try {
        await step();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }
}
