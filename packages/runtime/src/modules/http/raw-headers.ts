import { canonicalHeaderName } from './header-names.ts';

/** The values of one header, in order. */
export function headerValues(rawHeaders: readonly string[], lowerCaseName: string): readonly string[] {
  const values: string[] = [];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    if (rawHeaders[i]?.toLowerCase() === lowerCaseName) values.push(rawHeaders[i + 1] ?? '');
  }
  return values;
}

/** Fills an object with canonical names; repeated values are joined by ', '. */
export function fillHeaders(target: Record<string, unknown>, rawHeaders: readonly string[]): void {
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = canonicalHeaderName(rawHeaders[i] ?? '');
    const value = rawHeaders[i + 1] ?? '';
    const before = Object.hasOwn(target, name) ? target[name] : undefined;
    target[name] = before === undefined ? value : `${before}, ${value}`;
  }
}
