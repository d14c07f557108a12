import { STATIC_TABLE } from './static-table.ts';

const FIELD_OVERHEAD = 32;

const STATIC_NAMES = new Map<string, number>();
const STATIC_FIELDS = new Map<string, number>();
STATIC_TABLE.forEach(([name, value], i) => {
  if (!STATIC_NAMES.has(name)) STATIC_NAMES.set(name, i + 1);
  if (value !== '') STATIC_FIELDS.set(keyOf(name, value), i + 1);
});

interface Entry {
  readonly name: string;
  readonly key: string;
  readonly size: number;
  /** How many were added before it. */
  readonly serial: number;
}

/** The other end's table, as our header blocks build it. */
export class EncodingTable {
  #capacity: number;
  #entries: Entry[] = [];
  #byKey = new Map<string, Entry>();
  #size = 0;
  #added = 0;
  #version = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get capacity(): number {
    return this.#capacity;
  }

  get size(): number {
    return this.#size;
  }

  /** Changes whenever numbers of the table get another meaning. */
  get version(): number {
    return this.#version;
  }

  /** The number of a field; 0 if it is not in the table. */
  indexOfField(name: string, value: string): number {
    const key = keyOf(name, value);
    const entry = this.#byKey.get(key);
    return STATIC_FIELDS.get(key) ?? (entry === undefined ? 0 : this.#indexOf(entry));
  }

  /** The number of some field with this name; 0 if there is none. */
  indexOfName(name: string): number {
    const index = STATIC_NAMES.get(name);
    if (index !== undefined) return index;
    const entry = this.#entries.find((candidate) => candidate.name === name);
    return entry === undefined ? 0 : this.#indexOf(entry);
  }

  fits(nameBytes: number, valueBytes: number): boolean {
    return nameBytes + valueBytes + FIELD_OVERHEAD <= this.#capacity;
  }

  add(field: { name: string; value: string; nameBytes: number; valueBytes: number }): void {
    const { name, value, nameBytes, valueBytes } = field;
    const size = nameBytes + valueBytes + FIELD_OVERHEAD;
    this.#evictTo(this.#capacity - size);
    const entry = { name, key: keyOf(name, value), size, serial: this.#added };
    this.#added++;
    this.#version++;
    this.#entries.push(entry);
    this.#byKey.set(entry.key, entry);
    this.#size += size;
  }

  resize(capacity: number): void {
    this.#capacity = capacity;
    this.#evictTo(capacity);
    this.#version++;
  }

  #evictTo(size: number): void {
    while (this.#size > size) {
      const oldest = this.#entries.shift();
      if (oldest === undefined) return;
      this.#size -= oldest.size;
      if (this.#byKey.get(oldest.key) === oldest) this.#byKey.delete(oldest.key);
    }
  }

  #indexOf(entry: Entry): number {
    return STATIC_TABLE.length + this.#added - entry.serial;
  }
}

/** No header name has a line feed in it. */
function keyOf(name: string, value: string): string {
  return `${name}\n${value}`;
}
