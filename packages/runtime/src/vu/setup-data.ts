const MAX_LISTS = 64;

interface List {
  readonly items: unknown[];
  readonly length: number;
}

/**
 * One VU's copy of what `setup()` returned. It lives as long as the VU, so later iterations see what earlier ones
 * changed; but as in k6, whose lists have a fixed length there, what was appended to a list is gone again. Only the
 * first lists are watched, since nobody appends to thousands.
 */
export class SetupData {
  readonly args: readonly [unknown];
  readonly #lists: List[] = [];

  constructor(value: unknown) {
    this.args = [value];
    this.#collectLists(value);
  }

  /** Before each iteration. */
  restoreLengths(): void {
    for (const { items, length } of this.#lists) if (items.length > length) items.length = length;
  }

  #collectLists(value: unknown): void {
    if (typeof value !== 'object' || value === null || this.#lists.length >= MAX_LISTS) return;
    if (Array.isArray(value)) this.#lists.push({ items: value, length: value.length });
    for (const item of Object.values(value)) this.#collectLists(item);
  }
}
