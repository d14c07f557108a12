/** The value of a header in a list of names and values, names in any case; repeated ones joined by ', '. */
export function findHeader(rawHeaders: readonly string[], wanted: string): string | undefined {
  const name = wanted.toLowerCase();
  let found: string | undefined;
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const candidate = rawHeaders[i] ?? '';
    if (candidate.length !== name.length || candidate.toLowerCase() !== name) continue;
    const value = rawHeaders[i + 1] ?? '';
    found = found === undefined ? value : `${found}, ${value}`;
  }
  return found;
}
