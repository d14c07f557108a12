export interface OptionDifference {
  /** `scenarios.browse.vus` */
  readonly path: string;
  /** undefined: not set. */
  readonly before: unknown;
  readonly after: unknown;
}

type Options = Readonly<Record<string, unknown>>;

/** Every option that is not the same on both sides, as deep as one has to look. */
export function optionDifferences(before: Options, after: Options, prefix = ''): OptionDifference[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return keys.flatMap((key) => {
    const path = `${prefix}${key}`;
    const [a, b] = [before[key] ?? undefined, after[key] ?? undefined];
    if (isOptions(a) && isOptions(b)) return optionDifferences(a, b, `${path}.`);
    return JSON.stringify(a) === JSON.stringify(b) ? [] : [{ path, before: a, after: b }];
  });
}

function isOptions(value: unknown): value is Options {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
