/** How pieces of text are decorated on a terminal. */
export type TextStyle =
  | 'bold'
  | 'faint'
  | 'red'
  | 'green'
  | 'yellow'
  | 'cyan'
  | 'white'
  | 'faint-cyan'
  | 'faint-white';

const CODES: Readonly<Record<TextStyle, string>> = {
  bold: '1',
  faint: '2',
  red: '31',
  green: '32',
  yellow: '33',
  cyan: '36',
  white: '37',
  'faint-cyan': '2;36',
  'faint-white': '2;37',
};

// Faint pieces stand inside other text on the progress lines, so only their own style ends.
const RESET_CODES: Partial<Record<TextStyle, string>> = { faint: '22' };

/** Wraps text in the escape sequence of a style, or returns it as it is when colours are off. */
export type Paint = (style: TextStyle, text: string) => string;

export const paintColored: Paint = (style, text) =>
  `\u001b[${CODES[style]}m${text}\u001b[${RESET_CODES[style] ?? '0'}m`;

export const paintPlain: Paint = (_style, text) => text;
