/** A standard stream, as much of it as the terminal needs. */
export interface TerminalStream {
  write(content: string | Uint8Array): unknown;
  readonly isTTY?: boolean;
  /** Width of the terminal. */
  readonly columns?: number;
  /** Its height. */
  readonly rows?: number;
}

const CLEAR_TO_END_OF_LINE = '\u001b[K';
const CLEAR_BELOW = '\u001b[J';
const DEFAULT_WIDTH = 80;
const DEFAULT_ROWS = 24;
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one
const ESCAPE_SEQUENCES = /\u001b\[[0-9;]*[A-Za-z]/g;

/**
 * Standard output and error of a run. On a terminal the last progress frame stays at the bottom: other text
 * scrolls above it.
 */
export class Terminal {
  readonly #out: TerminalStream;
  readonly #err: TerminalStream;
  #frame: string | undefined;

  constructor(streams: { readonly out: TerminalStream; readonly err: TerminalStream }) {
    this.#out = streams.out;
    this.#err = streams.err;
  }

  /** Undefined when standard output is no terminal. */
  get width(): number | undefined {
    return this.#out.isTTY ? (this.#out.columns ?? DEFAULT_WIDTH) : undefined;
  }

  /** Undefined when standard output is no terminal. */
  get rows(): number | undefined {
    return this.#out.isTTY ? (this.#out.rows ?? DEFAULT_ROWS) : undefined;
  }

  /** Writes to standard output. */
  print(content: string | Uint8Array): void {
    this.#write(this.#out, content);
  }

  /** Writes to standard error. */
  printError(content: string | Uint8Array): void {
    this.#write(this.#err, content);
  }

  /** Draws a frame over the last one; without a terminal the lines are simply printed. */
  showFrame(lines: readonly string[]): void {
    const width = this.width;
    if (width === undefined) {
      this.#out.write(lines.map((line) => `${line}\n`).join(''));
      return;
    }
    const rows = lines.reduce((sum, line) => sum + rowsOf(line, width), 0);
    this.#frame = `${frameText(lines)}\r${CLEAR_BELOW}\u001b[${rows}A`;
    this.#out.write(this.#frame);
  }

  /** Draws the last frame, which text no longer scrolls above of. */
  endFrames(lines: readonly string[]): void {
    if (this.width === undefined) {
      this.showFrame(lines);
      return;
    }
    this.#frame = undefined;
    this.#out.write(`${frameText(lines)}\r${CLEAR_BELOW}`);
  }

  #write(stream: TerminalStream, content: string | Uint8Array): void {
    if (this.#frame === undefined || !stream.isTTY) {
      stream.write(content);
      return;
    }
    const text = typeof content === 'string' ? content : Buffer.from(content).toString('utf8');
    // What is left of the frame's lines must not show behind the text.
    stream.write(text.replaceAll('\n', `\u001b[0K\n`));
    this.#out.write(this.#frame);
  }
}

function frameText(lines: readonly string[]): string {
  return lines.map((line) => `${line}${CLEAR_TO_END_OF_LINE}\n`).join('');
}

/** Rows a line takes up, as the terminal wraps what is wider than itself. */
function rowsOf(line: string, width: number): number {
  const visible = line.replace(ESCAPE_SEQUENCES, '').length;
  return Math.max(1, Math.ceil(visible / width));
}
