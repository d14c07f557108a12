import { goQuote } from '../../errors/go-quote.ts';

/** What Go's JSON decoder says is wrong with a text, or undefined for valid JSON. */
export function jsonSyntaxProblem(text: string): string | undefined {
  const scanner = new Scanner(text);
  try {
    scanner.value();
    scanner.end();
    return undefined;
  } catch (error) {
    if (error instanceof SyntaxProblem) return error.message;
    throw error;
  }
}

class SyntaxProblem extends Error {}

const LITERALS: Readonly<Record<string, string>> = { t: 'true', f: 'false', n: 'null' };

class Scanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(): void {
    const character = this.#peekPastSpace();
    const literal = LITERALS[character];
    if (character === '{') this.#object();
    else if (character === '[') this.#array();
    else if (character === '"') this.#string();
    else if (literal !== undefined) this.#literal(literal);
    else if (/[-0-9]/.test(character)) this.#number();
    else this.#refuse('looking for beginning of value');
  }

  end(): void {
    this.#skipSpace();
    if (this.#at < this.#text.length) this.#refuse('after top-level value');
  }

  #object(): void {
    this.#at++;
    if (this.#peekPastSpace() === '}') {
      this.#at++;
      return;
    }
    for (;;) {
      if (this.#peekPastSpace() !== '"') this.#refuse('looking for beginning of object key string');
      this.#string();
      if (this.#peekPastSpace() !== ':') this.#refuse('after object key');
      this.#at++;
      this.value();
      if (this.#closes('}', 'after object key:value pair')) return;
    }
  }

  #array(): void {
    this.#at++;
    if (this.#peekPastSpace() === ']') {
      this.#at++;
      return;
    }
    for (;;) {
      this.value();
      if (this.#closes(']', 'after array element')) return;
    }
  }

  #closes(bracket: string, context: string): boolean {
    const character = this.#peekPastSpace();
    if (character !== ',' && character !== bracket) this.#refuse(context);
    this.#at++;
    return character === bracket;
  }

  #string(): void {
    this.#at++;
    for (;;) {
      const character = this.#peek();
      if (character < ' ') this.#refuse('in string literal');
      this.#at++;
      if (character === '"') return;
      if (character === '\\') this.#escape();
    }
  }

  #escape(): void {
    const character = this.#peek();
    if (!/["\\/bfnrtu]/.test(character)) this.#refuse('in string escape code');
    this.#at++;
    if (character !== 'u') return;
    for (let digit = 0; digit < 4; digit++) {
      if (!/[0-9a-fA-F]/.test(this.#peek())) this.#refuse('in \\u hexadecimal character escape');
      this.#at++;
    }
  }

  #literal(word: string): void {
    for (const expected of word) {
      if (this.#peek() !== expected) this.#refuse(`in literal ${word} (expecting '${expected}')`);
      this.#at++;
    }
  }

  #number(): void {
    if (this.#peek() === '-') this.#at++;
    if (this.#peek() === '0') this.#at++;
    else this.#digits('in numeric literal');
    if (this.#text[this.#at] === '.') {
      this.#at++;
      this.#digits('after decimal point in numeric literal');
    }
    if (/[eE]/.test(this.#text[this.#at] ?? '')) {
      this.#at++;
      if (/[-+]/.test(this.#peek())) this.#at++;
      this.#digits('in exponent of numeric literal');
    }
  }

  #digits(context: string): void {
    if (!/[0-9]/.test(this.#peek())) this.#refuse(context);
    while (/[0-9]/.test(this.#text[this.#at] ?? '')) this.#at++;
  }

  #skipSpace(): void {
    while (/[ \t\r\n]/.test(this.#text[this.#at] ?? '')) this.#at++;
  }

  #peekPastSpace(): string {
    this.#skipSpace();
    return this.#peek();
  }

  #peek(): string {
    const character = this.#text[this.#at];
    if (character === undefined) throw new SyntaxProblem('unexpected end of JSON input');
    return character;
  }

  #refuse(context: string): never {
    const character = String.fromCodePoint(this.#text.codePointAt(this.#at) ?? 0);
    throw new SyntaxProblem(`invalid character ${quoteCharacter(character)} ${context}`);
  }
}

function quoteCharacter(character: string): string {
  if (character === "'") return "'\\''";
  if (character === '"') return `'"'`;
  return `'${goQuote(character).slice(1, -1)}'`;
}
