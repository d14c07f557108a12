const SHOWN_AT_EACH_END = 50;

/** A long value as k6 shows it in messages: its two ends and how much is left out between them. */
export function shortened(text: string): string {
  const characters = Array.from(text);
  const omitted = characters.length - 2 * SHOWN_AT_EACH_END;
  if (omitted < 0) return text;
  const head = characters.slice(0, SHOWN_AT_EACH_END).join('');
  const tail = characters.slice(-SHOWN_AT_EACH_END).join('');
  return `${head}... omitting ${omitted} characters ...${tail}`;
}
