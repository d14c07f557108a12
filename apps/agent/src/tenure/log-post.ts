import type { LogLines } from '@squall/protocol';
import type { Link } from '../link/link.ts';

/** Lines kept while there is no connection. */
const MAX_KEPT = 1_000;

/** Sends what scripts print; while there is no connection it keeps what it can and counts the rest. */
export class LogPost {
  readonly #link: Pick<Link, 'send' | 'isConnected'>;
  #kept: LogLines[] = [];

  constructor(link: Pick<Link, 'send' | 'isConnected'>) {
    this.#link = link;
  }

  post(lines: LogLines): void {
    this.#kept.push(lines);
    if (this.#link.isConnected) this.flush();
    else this.#forgetOldest();
  }

  flush(): void {
    for (const lines of this.#kept) this.#link.send(lines);
    this.#kept = [];
  }

  #forgetOldest(): void {
    let count = this.#kept.reduce((sum, { records }) => sum + records.length, 0);
    this.#kept = this.#kept.map((lines) => {
      const tooMany = Math.min(Math.max(0, count - MAX_KEPT), lines.records.length);
      count -= tooMany;
      return { ...lines, records: lines.records.slice(tooMany), dropped: lines.dropped + tooMany };
    });
  }
}
