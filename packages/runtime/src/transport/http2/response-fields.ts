import { goQuote } from '@squall/core';
import type { HeaderField } from './hpack/header-text.ts';
import type { FieldSink } from './hpack/hpack-decoder.ts';

/** Go's limit, which we announce. */
export const MAX_HEADER_LIST_BYTES = 10 * 1024 * 1024;

const STATUS = ':status';
const REQUEST_PSEUDO_NAMES: ReadonlySet<string> = new Set([
  ':method',
  ':path',
  ':scheme',
  ':authority',
  ':protocol',
]);
const CONTENT_LENGTH = 'content-length';

/**
 * The fields of one header block, checked as Go checks them. Decoding goes on after a flaw, for the table's sake, but
 * the fields are not kept.
 */
export class ResponseFields implements FieldSink {
  /** Names and values in turn, without pseudo-headers. */
  list: string[] = [];
  /** See `nameBit`. */
  nameBits = 0;
  status: string | undefined;
  /** -1 without a single sound Content-Length. */
  contentLength = -1;
  hasPseudo = false;
  /** Of the whole block; breaks the stream. */
  flaw: string | undefined;
  #sawRegular = false;
  #sawRequestPseudo: string[] = [];
  #lengths = 0;
  #size = 0;

  reset(): void {
    this.list = [];
    this.nameBits = 0;
    this.status = undefined;
    this.contentLength = -1;
    this.hasPseudo = false;
    this.flaw = undefined;
    this.#sawRegular = false;
    if (this.#sawRequestPseudo.length > 0) this.#sawRequestPseudo = [];
    this.#lengths = 0;
    this.#size = 0;
  }

  /** Hot path. */
  onField(field: HeaderField): void {
    if (this.flaw !== undefined) return;
    const { name, value } = field;
    this.#size += field.size;
    if (this.#size > MAX_HEADER_LIST_BYTES) {
      this.#refuse('http2: response header list larger than advertised limit');
    } else if (!value.isValue) this.#refuse(`invalid header field value for ${goQuote(name.text)}`);
    else if (name.isPseudoName) this.#takePseudo(name.text, value.text);
    else if (!name.isName) this.#refuse(`invalid header field name ${goQuote(name.text)}`);
    else {
      this.#sawRegular = true;
      this.nameBits |= name.nameBit;
      this.list.push(name.text, value.text);
      if (name.length === CONTENT_LENGTH.length && name.text === CONTENT_LENGTH) this.#takeLength(value.text);
    }
  }

  #takePseudo(name: string, value: string): void {
    const isRequests = REQUEST_PSEUDO_NAMES.has(name);
    this.hasPseudo = true;
    if (this.#sawRegular) this.#refuse('pseudo header field after regular');
    else if (name !== STATUS && !isRequests) this.#refuse(`invalid pseudo-header ${goQuote(name)}`);
    else if (this.#sawRequestPseudo.includes(name) || (name === STATUS && this.status !== undefined)) {
      this.#refuse(`duplicate pseudo-header ${goQuote(name)}`);
    } else {
      if (isRequests) this.#sawRequestPseudo.push(name);
      else this.status = value;
      if (this.status !== undefined && this.#sawRequestPseudo.length > 0) {
        this.#refuse('mix of request and response pseudo headers');
      }
    }
  }

  /** A repeated or odd length is no reason for Go to refuse a response: frames say where it ends. */
  #takeLength(value: string): void {
    this.#lengths++;
    this.contentLength = this.#lengths === 1 && /^\d{1,15}$/.test(value) ? Number(value) : -1;
  }

  #refuse(flaw: string): void {
    this.flaw = flaw;
    this.list = [];
  }
}
