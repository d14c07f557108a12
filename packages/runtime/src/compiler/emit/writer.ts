import { PositionMap } from '../position-map.ts';

/** A piece of output whose text may still change until the end. */
export interface Slot {
  text: string;
}

interface Slice {
  readonly start: number;
  readonly end: number;
}

/** Collects the output: slices of the source, which keep their positions, and inserted code. */
export class Writer {
  readonly #source: string;
  readonly #pieces: (string | Slice | Slot)[] = [];

  constructor(source: string) {
    this.#source = source;
  }

  raw(text: string): void {
    if (text !== '') this.#pieces.push(text);
  }

  slice(start: number, end: number): void {
    if (end > start) this.#pieces.push({ start, end });
  }

  /** Inserted code that follows belongs to this place. */
  mark(position: number): void {
    this.#pieces.push({ start: position, end: position });
  }

  /** Inserted code that follows is not shown in stack traces. */
  hide(): void {
    this.#pieces.push({ start: -1, end: -1 });
  }

  slot(): Slot {
    const slot: Slot = { text: '' };
    this.#pieces.push(slot);
    return slot;
  }

  append(other: Writer): void {
    for (const piece of other.#pieces) this.#pieces.push(piece);
  }

  finish(): { code: string; map: PositionMap } {
    let code = '';
    const generated: number[] = [];
    const original: number[] = [];
    const lengths: number[] = [];
    for (const piece of this.#pieces) {
      if (typeof piece === 'string') code += piece;
      else if ('text' in piece) code += piece.text;
      else {
        generated.push(code.length);
        original.push(piece.start);
        lengths.push(piece.end - piece.start);
        code += this.#source.slice(piece.start, piece.end);
      }
    }
    return { code, map: new PositionMap(generated, original, lengths) };
  }
}
