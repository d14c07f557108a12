import { quoteCharacter } from './go-format.ts';

const ENDED = 'unexpected end of JSON input';

/** k6's text for a body that is no JSON: Go's reason and where it stopped reading. */
export function describeJsonError(text: string): string {
  const flaw = findFlaw(text);
  const { line, character } = positionOf(text, flaw.offset);
  return `cannot parse json due to an error at line ${line}, character ${character} , error: ${flaw.reason}`;
}

/** Lines count from 1; the offset is in characters here and in bytes in k6, which counts characters all the same. */
function positionOf(text: string, offset: number): { line: number; character: number } {
  let line = 1;
  let character = 0;
  for (let i = 0; i < text.length; i++) {
    if (text.charAt(i) === '\n') {
      line++;
      character = 0;
    }
    character++;
    if (i === offset) break;
  }
  return { line, character };
}

interface Flaw {
  /** Characters read when the flaw was noticed. */
  readonly offset: number;
  readonly reason: string;
}

class FlawFound extends Error {
  readonly flaw: Flaw;

  constructor(flaw: Flaw) {
    super(flaw.reason);
    this.flaw = flaw;
  }
}

function findFlaw(text: string): Flaw {
  const reader = new JsonReader(text);
  try {
    reader.value();
    reader.end();
  } catch (error) {
    if (error instanceof FlawFound) return error.flaw;
    throw error;
  }
  // Go takes what V8 refused: nothing known does, but a message is due.
  return { offset: text.length, reason: ENDED };
}

/** Walks over JSON the way Go's scanner does and stops at the first character it would refuse. */
class JsonReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(): void {
    this.#skipSpace();
    const char = this.#peek();
    if (char === '{') this.#object();
    else if (char === '[') this.#array();
    else if (char === '"') this.#string();
    else if (char === '-' || /[0-9]/.test(char)) this.#number();
    else if (char === 't') this.#literal('true');
    else if (char === 'f') this.#literal('false');
    else if (char === 'n') this.#literal('null');
    else this.#refuse('looking for beginning of value');
  }

  end(): void {
    this.#skipSpace();
    if (this.#at < this.#text.length) this.#refuse('after top-level value');
  }

  #object(): void {
    this.#at++;
    this.#skipSpace();
    if (this.#take('}')) return;
    for (;;) {
      this.#skipSpace();
      if (this.#peek() !== '"') this.#refuse('looking for beginning of object key string');
      this.#string();
      this.#skipSpace();
      if (!this.#take(':')) this.#refuse('after object key');
      this.value();
      this.#skipSpace();
      if (this.#take('}')) return;
      if (!this.#take(',')) this.#refuse('after object key:value pair');
    }
  }

  #array(): void {
    this.#at++;
    this.#skipSpace();
    if (this.#take(']')) return;
    for (;;) {
      this.value();
      this.#skipSpace();
      if (this.#take(']')) return;
      if (!this.#take(',')) this.#refuse('after array element');
    }
  }

  #string(): void {
    this.#at++;
    for (;;) {
      const char = this.#peek();
      if (char === '"') break;
      if (char < ' ') this.#refuse('in string literal');
      this.#at++;
      if (char === '\\') this.#escape();
    }
    this.#at++;
  }

  #escape(): void {
    const char = this.#peek();
    if (!/["\\/bfnrtu]/.test(char)) this.#refuse('in string escape code');
    this.#at++;
    if (char !== 'u') return;
    for (let i = 0; i < 4; i++) {
      if (!/[0-9A-Fa-f]/.test(this.#peek())) this.#refuse('in \\u hexadecimal character escape');
      this.#at++;
    }
  }

  #number(): void {
    if (this.#take('-') && !/[0-9]/.test(this.#peek())) this.#refuse('in numeric literal');
    if (!this.#take('0')) this.#digits();
    if (this.#take('.')) {
      if (!/[0-9]/.test(this.#peek())) this.#refuse('after decimal point in numeric literal');
      this.#digits();
    }
    if (this.#take('e') || this.#take('E')) {
      if (!this.#take('+')) this.#take('-');
      if (!/[0-9]/.test(this.#peek())) this.#refuse('in exponent of numeric literal');
      this.#digits();
    }
  }

  #digits(): void {
    while (/[0-9]/.test(this.#text.charAt(this.#at))) this.#at++;
  }

  #literal(word: string): void {
    for (const expected of word) {
      if (this.#peek() !== expected) this.#refuse(`in literal ${word} (expecting '${expected}')`);
      this.#at++;
    }
  }

  #skipSpace(): void {
    while (/[ \t\r\n]/.test(this.#text.charAt(this.#at))) this.#at++;
  }

  #take(char: string): boolean {
    if (this.#text.charAt(this.#at) !== char) return false;
    this.#at++;
    return true;
  }

  #peek(): string {
    if (this.#at >= this.#text.length) this.#refuse('');
    return this.#text.charAt(this.#at);
  }

  #refuse(where: string): never {
    if (this.#at >= this.#text.length) throw new FlawFound({ offset: this.#text.length, reason: ENDED });
    const char = String.fromCodePoint(this.#text.codePointAt(this.#at) ?? 0);
    throw new FlawFound({
      offset: this.#at + 1,
      reason: `invalid character ${quoteCharacter(char)} ${where}`,
    });
  }
}
