import { type Paint, paintColored, paintPlain } from '@squall/core';
import type { TerminalStream } from './terminal.ts';

export interface ColorSettings {
  /** `--no-color`, `K6_NO_COLOR` or `NO_COLOR`. */
  readonly noColor: boolean;
  /** The variable `TERM`. */
  readonly term: string | undefined;
}

/** A dumb terminal can neither paint nor move its cursor, so it is treated as a file. */
export function asStream(stream: TerminalStream, term: string | undefined): TerminalStream {
  return term === 'dumb' ? { write: (text) => stream.write(text) } : stream;
}

export function paintFor(stream: TerminalStream, { noColor, term }: ColorSettings): Paint {
  return stream.isTTY && !noColor && term !== 'dumb' ? paintColored : paintPlain;
}
