import { javascriptLanguage } from '@codemirror/lang-javascript';
import { highlightCode, tagHighlighter, tags } from '@lezer/highlight';

export interface Token {
  readonly text: string;
  /** Of the kinds the design has colours for; empty for the rest. */
  readonly kind: string;
}

/** More would take longer to colour than anybody reads. */
const MAX_LENGTH = 200_000;

const KINDS = tagHighlighter([
  { tag: tags.comment, class: 'comment' },
  { tag: [tags.keyword, tags.modifier, tags.controlKeyword], class: 'keyword' },
  { tag: [tags.string, tags.regexp, tags.special(tags.string)], class: 'string' },
  { tag: [tags.number, tags.bool, tags.null], class: 'number' },
  { tag: [tags.propertyName, tags.function(tags.variableName)], class: 'name' },
]);

/** A script in pieces of one colour each; together they are the script. */
export function highlightScript(text: string): readonly Token[] {
  if (text.length > MAX_LENGTH) return [{ text, kind: '' }];
  const tokens: Token[] = [];
  const put = (piece: string, kind: string) => tokens.push({ text: piece, kind });
  highlightCode(text, javascriptLanguage.parser.parse(text), KINDS, put, () => put('\n', ''));
  return tokens;
}
