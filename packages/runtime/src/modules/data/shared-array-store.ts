/** The elements of a SharedArray: their JSON texts one after another, in memory all threads see. */
export interface SharedArrayData {
  /** UTF-8. */
  readonly texts: Uint8Array;
  /** Where each element's text ends. */
  readonly ends: Uint32Array;
}

/** Plain data for other threads; the memory is shared, not copied. */
export type SharedArraysSnapshot = readonly (readonly [name: string, data: SharedArrayData])[];

/**
 * The SharedArrays of a process by name. Each is made once, by the init code that comes first; other threads start
 * from a snapshot of the thread that ran it.
 */
export class SharedArrayStore {
  readonly #arrays: Map<string, SharedArrayData>;

  constructor(snapshot: SharedArraysSnapshot = []) {
    this.#arrays = new Map(snapshot);
  }

  getOrCreate(name: string, elements: () => readonly string[]): SharedArrayData {
    const known = this.#arrays.get(name);
    if (known !== undefined) return known;
    const created = packElements(elements());
    this.#arrays.set(name, created);
    return created;
  }

  snapshot(): SharedArraysSnapshot {
    return [...this.#arrays];
  }
}

/** Lays JSON texts out in shared memory. */
export function packElements(elements: readonly string[]): SharedArrayData {
  const ends = new Uint32Array(new SharedArrayBuffer(elements.length * Uint32Array.BYTES_PER_ELEMENT));
  let size = 0;
  elements.forEach((element, index) => {
    size += Buffer.byteLength(element);
    ends[index] = size;
  });
  const memory = new SharedArrayBuffer(size);
  const texts = Buffer.from(memory);
  elements.forEach((element, index) => {
    texts.write(element, ends[index - 1] ?? 0);
  });
  return { texts: new Uint8Array(memory), ends };
}
