/** The items of a comma-separated flag value; items in double quotes may contain commas, as in CSV. */
export function splitList(text: string): readonly string[] {
  if (text === '') return [];
  const items: string[] = [];
  let at = 0;
  for (;;) {
    const { item, end } = text[at] === '"' ? quotedItem(text, at) : plainItem(text, at);
    items.push(item);
    if (end >= text.length) return items;
    at = end + 1;
  }
}

interface Item {
  readonly item: string;
  /** Where the comma after it, or the end of the text, is. */
  readonly end: number;
}

function plainItem(text: string, start: number): Item {
  const comma = text.indexOf(',', start);
  const end = comma === -1 ? text.length : comma;
  const item = text.slice(start, end);
  const quote = item.indexOf('"');
  if (quote !== -1) {
    throw new Error(`parse error on line 1, column ${start + quote + 1}: bare " in non-quoted field`);
  }
  return { item, end };
}

function quotedItem(text: string, start: number): Item {
  let item = '';
  let at = start + 1;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote === -1) throw badQuote(text.length);
    item += text.slice(at, quote);
    const next = text[quote + 1];
    if (next === undefined || next === ',') return { item, end: quote + 1 };
    if (next !== '"') throw badQuote(quote + 1);
    item += '"';
    at = quote + 2;
  }
}

function badQuote(column: number): Error {
  return new Error(`parse error on line 1, column ${column}: extraneous or missing " in quoted-field`);
}
