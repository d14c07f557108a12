import { type Clock, type Logger, type LogRecord, repeat, type Timer } from '@squall/core';

const EVERY_MS = 100;
/** A script that prints in every iteration must not keep measurements from arriving. */
const MAX_LINES_PER_SECOND = 1_000;
const MAX_BYTES_PER_SECOND = 1024 * 1024;

type Post = (lines: { readonly records: readonly LogRecord[]; readonly dropped: number }) => void;

/** Collects log lines, lets so many through in a second and counts the rest. */
export class LogLimit implements Logger, Disposable {
  readonly #clock: Clock;
  readonly #post: Post;
  readonly #timer: Timer;
  #records: LogRecord[] = [];
  #dropped = 0;
  #secondBeganMs: number;
  #lines = 0;
  #bytes = 0;

  constructor(clock: Clock, post: Post) {
    this.#clock = clock;
    this.#post = post;
    this.#secondBeganMs = clock.now();
    this.#timer = repeat(clock, EVERY_MS, () => this.flush());
  }

  log(...[level, message, fields = {}]: Parameters<Logger['log']>): void {
    const nowMs = this.#clock.now();
    if (nowMs - this.#secondBeganMs >= 1_000) {
      this.#secondBeganMs = nowMs;
      this.#lines = 0;
      this.#bytes = 0;
    }
    this.#lines++;
    this.#bytes += message.length;
    if (this.#lines > MAX_LINES_PER_SECOND || this.#bytes > MAX_BYTES_PER_SECOND) {
      this.#dropped++;
      return;
    }
    this.#records.push({ level, message, fields, timeMs: this.#clock.wallMs() });
  }

  /** Gives away what has been collected. */
  flush(): void {
    if (this.#records.length === 0 && this.#dropped === 0) return;
    this.#post({ records: this.#records, dropped: this.#dropped });
    this.#records = [];
    this.#dropped = 0;
  }

  [Symbol.dispose](): void {
    this.#timer.cancel();
  }
}
