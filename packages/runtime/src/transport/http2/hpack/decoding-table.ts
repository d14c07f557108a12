import { HeaderField, HeaderText } from './header-text.ts';
import { STATIC_TABLE } from './static-table.ts';

const STATIC_FIELDS: readonly HeaderField[] = STATIC_TABLE.map(
  ([name, value]) => new HeaderField(new HeaderText(Buffer.from(name)), new HeaderText(Buffer.from(value))),
);

const FIRST_SLOTS = 16;

/** The fields a header block may refer to by number: those of the standard, then the latest of this connection. */
export class DecodingTable {
  /** A ring whose length is a power of two. */
  #ring: (HeaderField | undefined)[] = new Array<HeaderField | undefined>(FIRST_SLOTS).fill(undefined);
  /** Fields ever added; the latest is at `#added - 1`, modulo the length of the ring. */
  #added = 0;
  #count = 0;
  #size = 0;
  #capacity: number;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#size;
  }

  /** Hot path. undefined for a number that stands for nothing. */
  at(index: number): HeaderField | undefined {
    if (index <= STATIC_FIELDS.length) return STATIC_FIELDS[index - 1];
    const age = index - STATIC_FIELDS.length;
    return age > this.#count ? undefined : this.#ring[(this.#added - age) & (this.#ring.length - 1)];
  }

  /** Hot path. A field larger than the table empties it. */
  add(field: HeaderField): void {
    this.#evictTo(this.#capacity - field.size);
    if (field.size > this.#capacity) return;
    if (this.#count === this.#ring.length) this.#grow();
    this.#ring[this.#added & (this.#ring.length - 1)] = field;
    this.#added++;
    this.#count++;
    this.#size += field.size;
  }

  resize(capacity: number): void {
    this.#capacity = capacity;
    this.#evictTo(capacity);
  }

  #evictTo(size: number): void {
    while (this.#size > size && this.#count > 0) {
      const oldest = (this.#added - this.#count) & (this.#ring.length - 1);
      this.#size -= this.#ring[oldest]?.size ?? 0;
      this.#ring[oldest] = undefined;
      this.#count--;
    }
  }

  #grow(): void {
    const fields = Array.from({ length: this.#count }, (_, i) => this.#ring[this.#slot(this.#count - i)]);
    this.#ring = [...fields, ...new Array<HeaderField | undefined>(this.#ring.length).fill(undefined)];
    this.#added = this.#count;
  }

  #slot(age: number): number {
    return (this.#added - age) & (this.#ring.length - 1);
  }
}
