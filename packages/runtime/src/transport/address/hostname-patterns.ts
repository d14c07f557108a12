/**
 * Values by host name, or by pattern with a leading `*`. An exact name wins, then the longest pattern. Case does not
 * matter.
 */
export class HostnamePatterns<T> {
  readonly #exact = new Map<string, T>();
  /** Without the asterisk, longest first. */
  readonly #suffixes: { readonly suffix: string; readonly value: T }[] = [];

  constructor(entries: Iterable<readonly [pattern: string, value: T]>) {
    for (const [pattern, value] of entries) {
      const lower = pattern.toLowerCase();
      if (lower.startsWith('*')) this.#suffixes.push({ suffix: lower.slice(1), value });
      else this.#exact.set(lower, value);
    }
    this.#suffixes.sort((a, b) => b.suffix.length - a.suffix.length);
  }

  get(hostname: string): T | undefined {
    const name = hostname.toLowerCase();
    const exact = this.#exact.get(name);
    if (exact !== undefined) return exact;
    return this.#suffixes.find(({ suffix }) => name.length > suffix.length && name.endsWith(suffix))?.value;
  }
}
