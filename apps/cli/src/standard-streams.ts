import type { Terminal, TerminalStream } from './terminal/terminal.ts';

/** Standard output and standard error as the log and the commands see them. */
export interface StandardStreams {
  writeOut(text: string): void;
  writeErr(text: string): void;
  readonly isOutTerminal: boolean;
  readonly isErrTerminal: boolean;
}

/** Writes through the terminal, so that progress bars stay below everything else. */
export function streamsOf(
  terminal: Terminal,
  streams: { readonly out: TerminalStream; readonly err: TerminalStream },
): StandardStreams {
  return {
    writeOut: (text) => terminal.print(text),
    writeErr: (text) => terminal.printError(text),
    isOutTerminal: streams.out.isTTY === true,
    isErrTerminal: streams.err.isTTY === true,
  };
}
