import type { Series, TagSet } from './recording.ts';

/** Remembered transitions of one set; a cache only, so it is emptied when full. */
const MAX_TRANSITIONS = 1024;

/** Above this many sets those no series uses are left to the garbage collector. */
const MAX_UNUSED_SETS = 20_000;

type Tags = Readonly<Record<string, string>>;

/** A tag set that remembers where adding a tag leads, and which series use it. */
export class InternedTags implements TagSet {
  readonly id: number;
  readonly tags: Tags;
  /** Series with these tags, by the id of their metric; kept by the owner of the interner. */
  seriesByMetric: (Series | undefined)[] | undefined;
  readonly #interner: TagInterner;
  #transitions: Map<string, Map<string, InternedTags>> | undefined;
  #transitionCount = 0;

  constructor(interner: TagInterner, id: number, tags: Tags) {
    this.#interner = interner;
    this.id = id;
    this.tags = tags;
  }

  get(key: string): string | undefined {
    return this.tags[key];
  }

  with(key: string, value: string): TagSet {
    const known = this.#transitions?.get(key)?.get(value);
    if (known !== undefined) return known;
    const next = this.tags[key] === value ? this : this.#interner.intern({ ...this.tags, [key]: value });
    this.#remember(key, value, next);
    return next;
  }

  withAll(tags: Tags): TagSet {
    const keys = Object.keys(tags);
    if (keys.length === 0) return this;
    return this.#interner.intern({ ...this.tags, ...tags });
  }

  without(key: string): TagSet {
    if (this.tags[key] === undefined) return this;
    const { [key]: _removed, ...rest } = this.tags;
    return this.#interner.intern(rest);
  }

  #remember(key: string, value: string, next: InternedTags): void {
    if (this.#transitions === undefined || this.#transitionCount >= MAX_TRANSITIONS) {
      this.#transitions = new Map();
      this.#transitionCount = 0;
    }
    let byValue = this.#transitions.get(key);
    if (byValue === undefined) {
      byValue = new Map();
      this.#transitions.set(key, byValue);
    }
    byValue.set(value, next);
    this.#transitionCount++;
  }
}

/**
 * Makes equal tag sets the same object. Sets that a series uses stay for good; of the others only a bounded
 * number is held, so that intermediate sets of unique tag values do not pile up.
 */
export class TagInterner {
  readonly empty: InternedTags;
  readonly #sets = new Map<string, InternedTags | WeakRef<InternedTags>>();
  #nextId = 0;
  #nextSweep = MAX_UNUSED_SETS;

  constructor() {
    this.empty = this.intern({});
  }

  intern(tags: Tags): InternedTags {
    const keys = Object.keys(tags).sort();
    let text = '';
    for (const key of keys) text += `${key.length}:${key}${tags[key]?.length}:${tags[key]}`;
    const held = this.#sets.get(text);
    const known = held instanceof WeakRef ? held.deref() : held;
    if (known !== undefined) return known;
    return this.#create(text, sortedTags(tags, keys));
  }

  /** Number of sets held, strongly or weakly. */
  get size(): number {
    return this.#sets.size;
  }

  #create(text: string, tags: Tags): InternedTags {
    if (this.#sets.size >= this.#nextSweep) this.#sweep();
    const created = new InternedTags(this, this.#nextId++, tags);
    this.#sets.set(text, created);
    return created;
  }

  // A set that somebody still holds must stay findable, hence weak references instead of removal.
  #sweep(): void {
    let used = 0;
    for (const [text, held] of this.#sets) {
      const set = held instanceof WeakRef ? held.deref() : held;
      if (set === undefined) this.#sets.delete(text);
      else if (set.seriesByMetric !== undefined || set === this.empty) used++;
      else if (set === held) this.#sets.set(text, new WeakRef(set));
    }
    this.#nextSweep = Math.max(this.#sets.size, used) + MAX_UNUSED_SETS;
  }
}

function sortedTags(tags: Tags, sortedKeys: readonly string[]): Tags {
  const sorted: Record<string, string> = Object.create(null);
  for (const key of sortedKeys) sorted[key] = tags[key] as string;
  return Object.freeze(sorted);
}
