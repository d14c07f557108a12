interface StatusRange {
  readonly min: number;
  readonly max: number;
}

/** Decides which statuses count as success: `http.expectedStatuses(...)`. Seen by scripts only as an opaque object. */
export class ExpectedStatuses {
  readonly #ranges: readonly StatusRange[];

  constructor(ranges: readonly StatusRange[]) {
    this.#ranges = ranges;
  }

  includes(status: number): boolean {
    for (const range of this.#ranges) if (status >= range.min && status <= range.max) return true;
    return false;
  }
}

export const DEFAULT_EXPECTED_STATUSES = new ExpectedStatuses([{ min: 200, max: 399 }]);

/** The script's view of an `ExpectedStatuses`: a plain object that stands for it. */
const opaque = new WeakMap<object, ExpectedStatuses>();

export function rememberExpectedStatuses(handle: object, statuses: ExpectedStatuses): void {
  opaque.set(handle, statuses);
}

export function expectedStatusesOf(value: unknown): ExpectedStatuses | undefined {
  return typeof value === 'object' && value !== null ? opaque.get(value) : undefined;
}

/** @throws Error with k6's text */
export function parseExpectedStatuses(args: readonly unknown[]): ExpectedStatuses {
  if (args.length === 0) throw new Error('no arguments');
  return new ExpectedStatuses(args.map((arg, index) => parseRange(arg, index + 1)));
}

function parseRange(arg: unknown, position: number): StatusRange {
  if (Number.isInteger(arg)) return { min: Number(arg), max: Number(arg) };
  const min = typeof arg === 'object' && arg !== null ? Reflect.get(arg, 'min') : undefined;
  const max = typeof arg === 'object' && arg !== null ? Reflect.get(arg, 'max') : undefined;
  if (min === undefined || min === null || max === undefined || max === null) {
    throw new Error(
      `argument number ${position} to expectedStatuses was neither an integer nor an object like {min:100, max:329}`,
    );
  }
  if (!Number.isInteger(min) || !Number.isInteger(max)) {
    throw new Error(`both min and max need to be integers for argument number ${position}`);
  }
  return { min: Number(min), max: Number(max) };
}
