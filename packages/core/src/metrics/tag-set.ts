import type { Series, TagSet } from './recording.ts';

/** Remembered transitions of one set; a cache only, so it is emptied when full. */
const MAX_TRANSITIONS = 256;

/** How many sets that no series uses may pile up. Few, so that short-lived ones die young. */
const MAX_UNUSED_SETS = 2_000;

type Tags = Readonly<Record<string, string>>;

/** Keys and values in turn, sorted by key: much cheaper to copy and to collect than objects. */
type Pairs = readonly string[];

/** A tag set that remembers where adding a tag leads, and which series use it. */
export class InternedTags implements TagSet {
  readonly id: number;
  /** Series with these tags, by the id of their metric; kept by the owner of the interner. */
  seriesByMetric: (Series | undefined)[] | undefined;
  readonly #interner: TagInterner;
  readonly #pairs: Pairs;
  #tags: Tags | undefined;
  // Most sets lead to one other only: that one needs no map.
  #firstKey: string | undefined;
  #firstValue: string | undefined;
  #firstNext: InternedTags | undefined;
  #transitions: Map<string, Map<string, InternedTags>> | undefined;
  #transitionCount = 0;

  constructor(interner: TagInterner, id: number, pairs: Pairs) {
    this.#interner = interner;
    this.id = id;
    this.#pairs = pairs;
  }

  get tags(): Tags {
    this.#tags ??= toObject(this.#pairs);
    return this.#tags;
  }

  get(key: string): string | undefined {
    for (let i = 0; i < this.#pairs.length; i += 2) {
      if (this.#pairs[i] === key) return this.#pairs[i + 1];
    }
    return undefined;
  }

  with(key: string, value: string): TagSet {
    if (this.#firstNext !== undefined && this.#firstKey === key && this.#firstValue === value) {
      return this.#firstNext;
    }
    const known = this.#transitions?.get(key)?.get(value);
    if (known !== undefined) return known;
    const next = this.#interner.intern(withPair(this.#pairs, key, value));
    this.#remember(key, value, next);
    return next;
  }

  withAll(tags: Tags): TagSet {
    let pairs = this.#pairs;
    for (const key of Object.keys(tags)) pairs = withPair(pairs, key, tags[key] as string);
    return pairs === this.#pairs ? this : this.#interner.intern(pairs);
  }

  without(key: string): TagSet {
    const at = positionOf(this.#pairs, key);
    return this.#pairs[at] === key ? this.#interner.intern(this.#pairs.toSpliced(at, 2)) : this;
  }

  #remember(key: string, value: string, next: InternedTags): void {
    if (this.#firstNext === undefined) {
      this.#firstKey = key;
      this.#firstValue = value;
      this.#firstNext = next;
      return;
    }
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
 * Makes equal tag sets the same object. Sets that a series uses stay for good; the others are forgotten now and
 * then, so that intermediate sets of unique tag values do not pile up. Whoever holds a forgotten set may go on
 * using it: its series get ids of their own, and are the same series again where windows are merged.
 */
export class TagInterner {
  readonly empty = new InternedTags(this, 0, []);
  readonly #sets = new Map<string, InternedTags>();
  #nextId = 1;
  #nextSweep = MAX_UNUSED_SETS;

  intern(pairs: Pairs): InternedTags {
    if (pairs.length === 0) return this.empty;
    let text = '';
    for (const part of pairs) text += `${part.length}:${part}`;
    return this.#sets.get(text) ?? this.#create(text, pairs);
  }

  /** Number of sets held, besides the empty one. */
  get size(): number {
    return this.#sets.size;
  }

  #create(text: string, pairs: Pairs): InternedTags {
    if (this.#sets.size >= this.#nextSweep) this.#sweep();
    const created = new InternedTags(this, this.#nextId++, pairs);
    this.#sets.set(text, created);
    return created;
  }

  #sweep(): void {
    for (const [text, set] of this.#sets) {
      if (set.seriesByMetric === undefined) this.#sets.delete(text);
    }
    // Growing with what is left keeps the cost of sweeping constant for each new set.
    this.#nextSweep = this.#sets.size * 1.5 + MAX_UNUSED_SETS;
  }
}

/** Where the key stands, or belongs. */
function positionOf(pairs: Pairs, key: string): number {
  let at = 0;
  while (at < pairs.length && (pairs[at] as string) < key) at += 2;
  return at;
}

function withPair(pairs: Pairs, key: string, value: string): Pairs {
  const at = positionOf(pairs, key);
  if (pairs[at] !== key) return pairs.toSpliced(at, 0, key, value);
  return pairs[at + 1] === value ? pairs : pairs.toSpliced(at, 2, key, value);
}

function toObject(pairs: Pairs): Tags {
  // Without a prototype, so that no key is there by nature.
  const tags: Record<string, string> = Object.create(null);
  for (let i = 0; i < pairs.length; i += 2) tags[pairs[i] as string] = pairs[i + 1] as string;
  return Object.freeze(tags);
}
