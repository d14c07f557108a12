/** A text is not CSV; the message is Go's. */
export class CsvError extends Error {}

const NEWLINE = 10;
const QUOTE = '"';
const BARE_QUOTE = 'bare " in non-quoted field';
const UNFINISHED_QUOTE = 'extraneous or missing " in quoted-field';

/**
 * Reads CSV record by record, by the rules and in the words of Go's `encoding/csv`. Our own rather than a library:
 * rows are taken one at a time from memory that all threads share, and scripts see Go's errors.
 */
export class CsvReader {
  readonly #text: Buffer;
  readonly #delimiter: string;
  #position = 0;
  #line = 0;
  #fieldCount: number | undefined;

  constructor(bytes: Uint8Array, delimiter: string) {
    this.#text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#delimiter = delimiter;
  }

  /** Hot path: the fields of the next record; undefined at the end. @throws CsvError */
  read(): string[] | undefined {
    let line = this.#nextLine();
    while (line === '') line = this.#nextLine();
    if (line === undefined) return undefined;
    const startLine = this.#line;
    const record = line.includes(QUOTE) ? this.#quotedFields(line) : line.split(this.#delimiter);
    this.#fieldCount ??= record.length;
    if (record.length !== this.#fieldCount) {
      throw new CsvError(`record on line ${startLine}: wrong number of fields`);
    }
    return record;
  }

  /** Without its end. */
  #nextLine(): string | undefined {
    const text = this.#text;
    if (this.#position >= text.length) return undefined;
    const newline = text.indexOf(NEWLINE, this.#position);
    const end = newline < 0 ? text.length : newline;
    const line = text.toString('utf8', this.#position, end);
    this.#position = end + 1;
    this.#line++;
    return line.endsWith('\r') ? line.slice(0, -1) : line;
  }

  #quotedFields(first: string): string[] {
    const fields: string[] = [];
    const cursor = { line: first, at: 0, startLine: this.#line };
    for (;;) {
      const quoted = cursor.line.startsWith(QUOTE, cursor.at);
      fields.push(quoted ? this.#quotedField(cursor) : this.#plainField(cursor));
      if (cursor.at >= cursor.line.length) return fields;
      cursor.at += this.#delimiter.length;
      if (cursor.at === cursor.line.length) return [...fields, ''];
    }
  }

  #plainField(cursor: Cursor): string {
    const { line, at } = cursor;
    const delimiter = line.indexOf(this.#delimiter, at);
    const end = delimiter < 0 ? line.length : delimiter;
    const field = line.slice(at, end);
    const quote = field.indexOf(QUOTE);
    if (quote >= 0) throw this.#flaw(cursor, at + quote, BARE_QUOTE);
    cursor.at = end;
    return field;
  }

  #quotedField(cursor: Cursor): string {
    let value = '';
    cursor.at++;
    for (;;) {
      const quote = cursor.line.indexOf(QUOTE, cursor.at);
      if (quote < 0) {
        value += `${cursor.line.slice(cursor.at)}\n`;
        this.#continueOnNextLine(cursor);
        continue;
      }
      value += cursor.line.slice(cursor.at, quote);
      cursor.at = quote + 1;
      if (cursor.line.startsWith(QUOTE, cursor.at)) {
        value += QUOTE;
        cursor.at++;
      } else if (cursor.at === cursor.line.length || cursor.line.startsWith(this.#delimiter, cursor.at)) {
        return value;
      } else throw this.#flaw(cursor, quote, UNFINISHED_QUOTE);
    }
  }

  #continueOnNextLine(cursor: Cursor): void {
    const line = this.#nextLine();
    if (line === undefined) throw this.#flaw(cursor, cursor.line.length, UNFINISHED_QUOTE);
    cursor.line = line;
    cursor.at = 0;
  }

  #flaw({ line, startLine }: Cursor, index: number, what: string): CsvError {
    const column = Buffer.byteLength(line.slice(0, index)) + 1;
    const record = startLine === this.#line ? '' : `record on line ${startLine}; `;
    return new CsvError(`${record}parse error on line ${this.#line}, column ${column}: ${what}`);
  }
}

/** Where in the record that is being read; a quoted field may go over several lines. */
interface Cursor {
  line: string;
  at: number;
  readonly startLine: number;
}
