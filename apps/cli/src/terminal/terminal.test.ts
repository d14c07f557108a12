import { describe, expect, test } from 'vitest';
import { Terminal, type TerminalStream } from './terminal.ts';

const CLEAR = '\u001b[K';

/** Both streams write to one list, as they do to one screen. */
function openTerminal({ outWidth, errIsTTY = true }: { outWidth?: number; errIsTTY?: boolean }) {
  const written: string[] = [];
  const stream = (properties: Partial<TerminalStream>): TerminalStream => ({
    write: (content) => written.push(String(content)),
    ...properties,
  });
  const out = outWidth === undefined ? stream({}) : stream({ isTTY: true, columns: outWidth });
  const terminal = new Terminal({ out, err: stream({ isTTY: errIsTTY }) });
  return { terminal, written };
}

describe('on a terminal', () => {
  test('a frame clears what was there and leaves the cursor at its start', () => {
    const { terminal, written } = openTerminal({ outWidth: 80 });
    terminal.showFrame(['', 'running', 'alpha', 'beta']);
    expect(written).toEqual([`${CLEAR}\nrunning${CLEAR}\nalpha${CLEAR}\nbeta${CLEAR}\n\r\u001b[J\u001b[4A`]);
  });

  test('lines that wrap count as several, escape sequences as nothing', () => {
    const { terminal, written } = openTerminal({ outWidth: 10 });
    terminal.showFrame(['', 'x'.repeat(21), '\u001b[31m1234567890\u001b[0m']);
    expect(written[0]).toMatch(/\[5A$/);
  });

  test('other text goes above the frame, which is drawn again', () => {
    const { terminal, written } = openTerminal({ outWidth: 80 });
    terminal.showFrame(['', 'running']);
    const frame = written[0];
    terminal.printError('a\nb\n');
    terminal.print('c\n');
    expect(written.slice(1)).toEqual(['a\u001b[0K\nb\u001b[0K\n', frame, 'c\u001b[0K\n', frame]);
  });

  test('text for a file passes through without touching the frame', () => {
    const { terminal, written } = openTerminal({ outWidth: 80, errIsTTY: false });
    terminal.showFrame(['', 'running']);
    terminal.printError('a\n');
    expect(written.slice(1)).toEqual(['a\n']);
  });

  test('the last frame stays, and text after it is left alone', () => {
    const { terminal, written } = openTerminal({ outWidth: 80 });
    terminal.showFrame(['', 'running']);
    terminal.endFrames(['', 'done']);
    terminal.print('bye\n');
    expect(written.slice(1)).toEqual([`${CLEAR}\ndone${CLEAR}\n\r\u001b[J`, 'bye\n']);
  });
});

describe('without a terminal', () => {
  test('frames are plain lines and text is never changed', () => {
    const { terminal, written } = openTerminal({});
    terminal.showFrame(['', 'running']);
    terminal.printError('a\n');
    terminal.endFrames(['', 'done']);
    expect(terminal.width).toBeUndefined();
    expect(written).toEqual(['\nrunning\n', 'a\n', '\ndone\n']);
  });
});
