import { CsvError, CsvReader } from './csv-reader.ts';

export interface CsvOptions {
  readonly delimiter: string;
  readonly skipFirstLine: boolean;
  readonly fromLine: number | undefined;
  /** Inclusive. */
  readonly toLine: number | undefined;
  readonly asObjects: boolean;
}

export type CsvRow = readonly string[] | Readonly<Record<string, string>>;

/** An option of the script that cannot be met. */
export class CsvOptionError extends Error {}

/** Reads the script's options. @throws CsvOptionError */
export function readCsvOptions(given: unknown): CsvOptions {
  const values = typeof given === 'object' && given !== null ? (given as Record<string, unknown>) : {};
  return {
    delimiter: readDelimiter(values.delimiter),
    skipFirstLine: Boolean(values.skipFirstLine),
    fromLine: readLineNumber(values.fromLine),
    toLine: readLineNumber(values.toLine),
    asObjects: Boolean(values.asObjects),
  };
}

function readDelimiter(value: unknown): string {
  if (value === undefined || value === null) return ',';
  const text = String(value);
  if ([...text].length !== 1) throw new CsvOptionError('delimiter must be a single character');
  return text;
}

function readLineNumber(value: unknown): number | undefined {
  return value === undefined || value === null ? undefined : Math.trunc(Number(value)) || 0;
}

/** Refuses options that contradict each other. @throws CsvOptionError */
export function checkCsvOptions({ asObjects, skipFirstLine, fromLine, toLine }: CsvOptions): void {
  if (asObjects && skipFirstLine) {
    throw new CsvOptionError("the 'header' option cannot be enabled when 'skipFirstLine' is true");
  }
  if (asObjects && fromLine !== undefined && fromLine > 0) {
    throw new CsvOptionError(
      "the 'header' option cannot be enabled when 'fromLine' is set to a value greater than 0",
    );
  }
  checkLineNumber('fromLine', fromLine);
  checkLineNumber('toLine', toLine);
  if (fromLine !== undefined && toLine !== undefined && fromLine >= toLine) {
    throw new CsvOptionError('fromLine must be less than or equal to toLine');
  }
}

function checkLineNumber(name: string, value: number | undefined): void {
  if (value === undefined || value >= 0) return;
  throw new CsvOptionError(`the '${name}' option must be greater than or equal to 0; got ${value}`);
}

/** The rows of a file that the options ask for, one after another. */
export class CsvRows {
  readonly #reader: CsvReader;
  readonly #options: CsvOptions;
  /** Number of the record that is read next. */
  #line = 0;
  #header: readonly string[] | undefined;
  #isStarted = false;

  constructor(bytes: Uint8Array, options: CsvOptions) {
    this.#reader = new CsvReader(bytes, options.delimiter);
    this.#options = options;
  }

  /** Hot path. Undefined when there are no more. @throws CsvError */
  next(): CsvRow | undefined {
    if (!this.#isStarted) this.#start();
    const { toLine } = this.#options;
    if (toLine !== undefined && this.#line > toLine) return undefined;
    const record = this.#read();
    return record === undefined || this.#header === undefined ? record : byName(this.#header, record);
  }

  #start(): void {
    this.#isStarted = true;
    const { asObjects, skipFirstLine, fromLine } = this.#options;
    if (asObjects) this.#header = this.#read() ?? [];
    const first = Math.max(fromLine ?? 0, skipFirstLine ? 1 : 0);
    while (this.#line < first) if (this.#read() === undefined) return;
  }

  #read(): string[] | undefined {
    this.#line++;
    return this.#reader.read();
  }
}

function byName(header: readonly string[], record: readonly string[]): Record<string, string> {
  if (record.length !== header.length) {
    throw new CsvError(`record length (${record.length}) doesn't match header length (${header.length})`);
  }
  return Object.fromEntries(header.map((name, index) => [name, record[index] ?? '']));
}
