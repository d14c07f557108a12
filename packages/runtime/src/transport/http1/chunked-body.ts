import { CR, LF, SEMICOLON, SPACE, TAB } from './bytes.ts';
import { ProtocolError } from './protocol-error.ts';

/** Where in the chunked encoding the next byte stands. */
type Place =
  | 'size'
  | 'after-size'
  | 'extension'
  | 'size-lf'
  | 'data'
  | 'data-cr'
  | 'data-lf'
  | 'trailer'
  | 'end';

/** Go's limits on what is not data. */
const MAX_LINE_LENGTH = 4096;
const MAX_TRAILER_LENGTH = 4096;
const MAX_SIZE_DIGITS = 15;
const FREE_OVERHEAD = 16 * 1024;

/** Takes the chunks apart, split at any byte. */
export class ChunkedBody {
  #place: Place = 'size';
  #size = 0;
  #sizeDigits = 0;
  #lineLength = 0;
  /** Bytes of chunk lines beyond what the data justifies; many tiny chunks are an attack. */
  #overhead = 0;
  #trailerLength = 0;
  #trailerLineLength = 0;

  get isComplete(): boolean {
    return this.#place === 'end';
  }

  /**
   * Hands out the data between `start` and `end`; returns the index after the last byte used, which is before `end`
   * only when the body is complete.
   * @throws ProtocolError
   */
  decode(bytes: Buffer, start: number, end: number, onData: (from: number, to: number) => void): number {
    let at = start;
    while (at < end && this.#place !== 'end') {
      if (this.#place === 'data') {
        const to = Math.min(end, at + this.#size);
        onData(at, to);
        this.#size -= to - at;
        at = to;
        if (this.#size === 0) this.#place = 'data-cr';
      } else {
        this.#step(bytes[at] as number);
        at++;
      }
    }
    return at;
  }

  #step(byte: number): void {
    switch (this.#place) {
      case 'size':
      case 'after-size':
      case 'extension':
      case 'size-lf':
        this.#stepSizeLine(byte);
        return;
      case 'data-cr':
        if (byte !== CR) throw new ProtocolError('malformed chunked encoding');
        this.#place = 'data-lf';
        return;
      case 'data-lf':
        if (byte !== LF) throw new ProtocolError('malformed chunked encoding');
        this.#startLine();
        return;
      case 'trailer':
        this.#stepTrailer(byte);
        return;
      case 'data':
      case 'end':
        throw new Error(`no chunk line byte can come in ${this.#place}`);
    }
  }

  #startLine(): void {
    this.#place = 'size';
    this.#size = 0;
    this.#sizeDigits = 0;
    this.#lineLength = 0;
  }

  #stepSizeLine(byte: number): void {
    this.#lineLength++;
    if (this.#lineLength > MAX_LINE_LENGTH) throw new ProtocolError('header line too long');
    if (this.#place === 'size-lf') {
      if (byte !== LF) throw new ProtocolError('invalid CR in chunked line');
      this.#endSizeLine();
    } else if (byte === CR) this.#place = 'size-lf';
    else if (byte === LF) throw new ProtocolError('chunked line ends with bare LF');
    else if (this.#place === 'size') this.#stepSize(byte);
    else if (this.#place === 'after-size' && byte !== SPACE && byte !== TAB) {
      throw new ProtocolError('invalid byte in chunk length');
    }
  }

  #stepSize(byte: number): void {
    const digit = hexDigit(byte);
    if (digit < 0) {
      if (byte === SEMICOLON) this.#place = 'extension';
      else if (byte === SPACE || byte === TAB) this.#place = 'after-size';
      else throw new ProtocolError('invalid byte in chunk length');
      return;
    }
    this.#sizeDigits++;
    this.#size = this.#size * 16 + digit;
    if (this.#sizeDigits > MAX_SIZE_DIGITS || !Number.isSafeInteger(this.#size)) {
      throw new ProtocolError('http chunk length too large');
    }
  }

  #endSizeLine(): void {
    if (this.#sizeDigits === 0) throw new ProtocolError('empty hex number for chunk length');
    this.#overhead = Math.max(0, this.#overhead + this.#lineLength + 2 - 16 - 2 * this.#size);
    if (this.#overhead > FREE_OVERHEAD) {
      throw new ProtocolError('chunked encoding contains too much non-data');
    }
    this.#place = this.#size === 0 ? 'trailer' : 'data';
  }

  /** Trailers are read over: k6 shows none. */
  #stepTrailer(byte: number): void {
    this.#trailerLength++;
    if (this.#trailerLength > MAX_TRAILER_LENGTH) {
      throw new ProtocolError('http: suspiciously long trailer after chunked body');
    }
    if (byte === LF) {
      if (this.#trailerLineLength === 0) this.#place = 'end';
      this.#trailerLineLength = 0;
    } else if (byte !== CR) this.#trailerLineLength++;
  }
}

function hexDigit(byte: number): number {
  if (byte >= 48 && byte <= 57) return byte - 48;
  const lower = byte | 0x20;
  return lower >= 97 && lower <= 102 ? lower - 87 : -1;
}
