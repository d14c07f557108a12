/** A text in single quotes, for shells where nothing inside them has a meaning. */
export const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** The lines with some space before each. */
export function indent(lines: readonly string[], width: number): string[] {
  return lines.map((line) => ' '.repeat(width) + line);
}
