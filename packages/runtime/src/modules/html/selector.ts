import { compile } from 'css-select';
import { isTraversal, parse, type Selector, SelectorType } from 'css-what';
import { type AnyNode, type Element, isComment, isText } from 'domhandler';
import { childrenOf, descendants, textOf } from './dom.ts';

export type Predicate = (node: AnyNode) => boolean;

/**
 * What a selector of a script matches. The selectors known are those of k6; a selector that is wrong or uses
 * another one matches nothing.
 */
export function matcherOf(selector: string): Predicate {
  const known = matchers.get(selector);
  if (known !== undefined) return known;
  if (matchers.size >= MAX_MATCHERS) matchers.clear();
  const matcher = compileOrNothing(selector);
  matchers.set(selector, matcher);
  return matcher;
}

/** Elements below a node that a selector matches, in document order. */
export function* findBelow(node: AnyNode, selector: string): Generator<AnyNode, void, undefined> {
  const matches = matcherOf(selector);
  if (matches === MATCHES_NOTHING) return;
  for (const inner of descendants(node)) if (matches(inner)) yield inner;
}

// Scripts use few selectors, over and over.
const MAX_MATCHERS = 1000;
const matchers = new Map<string, Predicate>();
const MATCHES_NOTHING: Predicate = () => false;

function compileOrNothing(selector: string): Predicate {
  try {
    const tokens = parse(withReadableExtensions(selector));
    if (!tokens.every(isReadable)) return MATCHES_NOTHING;
    return compile<AnyNode, Element>(tokens, {
      pseudos: PSEUDOS,
      relativeSelector: false,
      cacheResults: false,
    });
  } catch {
    // k6 treats selectors it cannot read the same way.
    return MATCHES_NOTHING;
  }
}

// Texts in quotes are matched so that nothing inside them is taken for an extension.
const EXTENSION =
  /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|:(matches|matchesown|haschild)\(|\[\s*([\w-]+)\s*#=\s*/gi;

/** Puts k6's own syntax into words that the selector parser leaves alone. */
function withReadableExtensions(selector: string): string {
  let readable = '';
  let at = 0;
  for (const match of selector.matchAll(EXTENSION)) {
    const { 0: text, 1: pseudo, 2: name, index } = match;
    if (index < at) continue;
    readable += selector.slice(at, index);
    at = index + text.length;
    if (pseudo?.toLowerCase() === 'haschild') readable += ':has(> ';
    else if (pseudo === undefined && name === undefined) readable += text;
    else {
      const end = endOfExpression(selector, at);
      const pattern = Buffer.from(selector.slice(at, end)).toString('hex');
      readable +=
        pseudo === undefined
          ? `:attribute-matches(${name} ${pattern})`
          : `:text-${pseudo.toLowerCase()}(${pattern})`;
      at = end + 1;
    }
  }
  return readable + selector.slice(at);
}

/** A regular expression ends at the first bracket it did not open. */
function endOfExpression(selector: string, start: number): number {
  let depth = 0;
  for (let at = start; at < selector.length; at++) {
    const char = selector[at] ?? '';
    if (char === '\\') at++;
    else if ('(['.includes(char)) depth++;
    else if (')]'.includes(char) && --depth < 0) return at;
  }
  throw new Error('the regular expression is not closed');
}

const PSEUDOS: Readonly<Record<string, (element: Element, value?: string | null) => boolean>> = {
  contains: (element, text) => includesText(textOf(element), text),
  containsown: (element, text) => includesText(ownText(element), text),
  'text-matches': (element, pattern) => expression(pattern).test(textOf(element)),
  'text-matchesown': (element, pattern) => expression(pattern).test(ownText(element)),
  'attribute-matches': (element, rule) => attributeMatches(element, rule ?? ''),
  checked: (element) => isChecked(element),
  empty: (element) => childrenOf(element).every(isComment),
};

const KNOWN_PSEUDOS = new Set([
  ...Object.keys(PSEUDOS),
  ...'not has input root link lang enabled disabled visited hover active focus target'.split(' '),
  ...'first-child last-child only-child first-of-type last-of-type only-of-type'.split(' '),
  ...'nth-child nth-last-child nth-of-type nth-last-of-type'.split(' '),
]);

function isReadable(alternative: readonly Selector[]): boolean {
  const last = alternative.at(-1);
  return last !== undefined && !isTraversal(last) && alternative.every(isKnown);
}

function isKnown(token: Selector): boolean {
  if (token.type === SelectorType.PseudoElement) return false;
  if (token.type !== SelectorType.Pseudo) return true;
  if (!KNOWN_PSEUDOS.has(token.name)) return false;
  return !Array.isArray(token.data) || token.data.every((alternative) => alternative.every(isKnown));
}

function includesText(text: string, part: string | null | undefined): boolean {
  return text.toLowerCase().includes(unquoted(part ?? '').toLowerCase());
}

function ownText(element: Element): string {
  let text = '';
  for (const child of element.children) if (isText(child)) text += child.data;
  return text;
}

function attributeMatches(element: Element, rule: string): boolean {
  const space = rule.indexOf(' ');
  const value = element.attribs[rule.slice(0, space)];
  return value !== undefined && expression(rule.slice(space + 1)).test(value);
}

function expression(hex: string | null | undefined): RegExp {
  try {
    return new RegExp(Buffer.from(hex ?? '', 'hex').toString());
  } catch {
    return /(?!)/;
  }
}

function unquoted(text: string): string {
  const quoted = /^\s*(["'])(.*)\1\s*$/s.exec(text);
  return quoted?.[2] ?? text;
}

function isChecked({ name, attribs }: Element): boolean {
  if (name === 'option') return attribs.selected !== undefined;
  if (name !== 'input' || attribs.checked === undefined) return false;
  return attribs.type === 'checkbox' || attribs.type === 'radio';
}
