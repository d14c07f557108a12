/** What Redis answers: an error is a value, too. */
export type Reply = string | number | null | RedisError | readonly Reply[];

export class RedisError extends Error {}

const CR = 13;

/** The reply needs more bytes than there are. */
const INCOMPLETE = Symbol('incomplete');

/** Takes replies of Redis' protocol out of a stream of bytes. */
export class RespReader {
  #pieces: Buffer[] = [];
  #length = 0;
  /** No reply can be complete with fewer bytes. */
  #needed = 0;
  #buffer: Buffer = Buffer.alloc(0);
  #position = 0;

  /** The replies that these bytes complete. @throws RedisError when they are none. */
  take(bytes: Buffer): Reply[] {
    this.#pieces.push(bytes);
    this.#length += bytes.length;
    if (this.#length < this.#needed) return [];
    this.#buffer = this.#pieces.length === 1 ? bytes : Buffer.concat(this.#pieces, this.#length);
    return this.#readAll();
  }

  #readAll(): Reply[] {
    const replies: Reply[] = [];
    let start = 0;
    for (this.#position = 0; this.#position < this.#buffer.length; start = this.#position) {
      this.#needed = 0;
      const reply = this.#read();
      if (reply === INCOMPLETE) break;
      replies.push(reply);
    }
    // Of its own: what sockets read into may be large.
    const rest = Buffer.from(this.#buffer.subarray(start));
    this.#needed = Math.max(0, this.#needed - start);
    this.#pieces = rest.length === 0 ? [] : [rest];
    this.#length = rest.length;
    return replies;
  }

  #read(): Reply | typeof INCOMPLETE {
    const line = this.#line();
    if (line === undefined) return INCOMPLETE;
    const rest = line.slice(1);
    switch (line.charAt(0)) {
      case '+':
        return rest;
      case '-':
        return new RedisError(rest);
      case ':':
        return Number(rest);
      case '$':
        return this.#bulk(Number(rest));
      case '*':
        return this.#array(Number(rest));
      default:
        throw new RedisError(`redis: can't parse ${JSON.stringify(line.slice(0, 40))}`);
    }
  }

  #line(): string | undefined {
    const end = this.#buffer.indexOf(CR, this.#position);
    if (end === -1 || end + 1 >= this.#buffer.length) return undefined;
    const line = this.#buffer.toString('utf8', this.#position, end);
    this.#position = end + 2;
    return line;
  }

  #bulk(length: number): string | null | typeof INCOMPLETE {
    if (length < 0) return null;
    const end = this.#position + length;
    if (end + 2 > this.#buffer.length) {
      this.#needed = end + 2;
      return INCOMPLETE;
    }
    const text = this.#buffer.toString('utf8', this.#position, end);
    this.#position = end + 2;
    return text;
  }

  #array(length: number): Reply | typeof INCOMPLETE {
    if (length < 0) return null;
    const items: Reply[] = [];
    for (let index = 0; index < length; index++) {
      const item = this.#read();
      if (item === INCOMPLETE) return INCOMPLETE;
      items.push(item);
    }
    return items;
  }
}

/** A command in Redis' protocol. */
export function encodeCommand(parts: readonly string[]): string {
  const bulk = parts.map((part) => `$${Buffer.byteLength(part)}\r\n${part}\r\n`);
  return `*${parts.length}\r\n${bulk.join('')}`;
}
