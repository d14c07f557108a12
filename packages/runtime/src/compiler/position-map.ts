export interface Position {
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
}

/** Start offsets of the lines of a text, for conversions between offsets and positions. */
export class LineIndex {
  readonly #starts: number[] = [0];

  constructor(text: string) {
    for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) this.#starts.push(at + 1);
  }

  offset({ line, column }: Position): number {
    return (this.#starts[line - 1] ?? this.#starts.at(-1) ?? 0) + column - 1;
  }

  position(offset: number): Position {
    const index = lastAtMost(this.#starts, offset);
    return { line: index + 1, column: offset - (this.#starts[index] ?? 0) + 1 };
  }
}

/** Maps offsets of compiled code back to the text it was compiled from. */
export class PositionMap {
  readonly #generated: readonly number[];
  readonly #original: readonly number[];
  readonly #lengths: readonly number[];

  /** The slices of original text in the generated one: where each starts in both, and its length; 0 marks a place. */
  constructor(generated: readonly number[], original: readonly number[], lengths: readonly number[]) {
    this.#generated = generated;
    this.#original = original;
    this.#lengths = lengths;
  }

  /**
   * Inserted code belongs to the place where the original text goes on, or to none (undefined) if it is code the
   * user never wrote, such as a wrapper.
   */
  originalOffset(offset: number): number | undefined {
    const index = lastAtMost(this.#generated, offset);
    const start = this.#original[index];
    if (start === undefined || start < 0 || offset < (this.#generated[0] ?? 0)) return undefined;
    const within = offset - (this.#generated[index] ?? 0);
    const length = this.#lengths[index] ?? 0;
    if (within < length || length === 0) return start + Math.min(within, length);
    return this.#original[index + 1] ?? start + length;
  }
}

function lastAtMost(sorted: readonly number[], value: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((sorted[middle] ?? Number.POSITIVE_INFINITY) <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}
