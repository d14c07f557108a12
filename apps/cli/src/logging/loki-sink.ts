import type { LogRecord } from '@squall/core';
import type { LevelFilter } from './level.ts';
import type { LogSink } from './log-sink.ts';

export interface LokiSettings {
  readonly url: string;
  readonly pushPeriodMs: number;
  /** Messages per period; what is above is counted and reported instead. */
  readonly limit: number;
  readonly maxMessageCharacters: number;
  readonly accepts: LevelFilter;
  /** Fields that become labels; undefined for all. The others are appended to the message. */
  readonly allowedLabels: readonly string[] | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
}

interface Entry {
  readonly labels: Readonly<Record<string, string>>;
  readonly timeMs: number;
  readonly message: string;
}

export type ReportLokiProblem = (message: string, error: string) => void;

/** Sends batches of records to Loki's push API. What goes wrong is reported, never thrown. */
export class LokiSink implements LogSink {
  readonly #settings: LokiSettings;
  readonly #report: ReportLokiProblem;
  readonly #timer: NodeJS.Timeout;
  #entries: Entry[] = [];
  #dropped = 0;
  #pushing: Promise<void> = Promise.resolve();

  constructor(settings: LokiSettings, report: ReportLokiProblem) {
    this.#settings = settings;
    this.#report = report;
    this.#timer = setInterval(() => this.#push(), settings.pushPeriodMs).unref();
  }

  write(record: LogRecord): void {
    if (!this.#settings.accepts(record.level)) return;
    if (this.#entries.length >= this.#settings.limit) this.#dropped++;
    else this.#entries.push(this.#toEntry(record));
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#push();
    await this.#pushing;
  }

  #toEntry(record: LogRecord): Entry {
    const all = { ...record.fields, level: record.level, ...this.#settings.labels };
    const allowed = this.#settings.allowedLabels;
    const isLabel = (key: string) => allowed === undefined || allowed.includes(key);
    const text = Object.entries(all).map(([key, value]) => [key, String(value)] as const);
    const rest = text.filter(([key]) => !isLabel(key)).sort(([a], [b]) => (a < b ? -1 : 1));
    const message = [record.message, ...rest.map(([key, value]) => `${key}=${value}`)].join(' ');
    return {
      labels: Object.fromEntries(text.filter(([key]) => isLabel(key))),
      timeMs: record.timeMs,
      message: shorten(message, this.#settings.maxMessageCharacters),
    };
  }

  #push(): void {
    const entries = this.#takeEntries();
    if (entries.length === 0) return;
    const body = JSON.stringify({ streams: groupByLabels(entries) });
    this.#pushing = this.#pushing.then(() => this.#post(body));
  }

  #takeEntries(): readonly Entry[] {
    const entries = this.#entries;
    this.#entries = [];
    if (this.#dropped === 0) return entries;
    const { limit, pushPeriodMs } = this.#settings;
    const message =
      `k6 dropped ${this.#dropped} log messages because they were above the limit of ` +
      `${limit} messages / ${pushPeriodMs / 1000}s`;
    this.#dropped = 0;
    const timeMs = entries.at(-1)?.timeMs ?? 0;
    return [...entries, { labels: { level: 'warning', ...this.#settings.labels }, timeMs, message }];
  }

  async #post(body: string): Promise<void> {
    try {
      const response = await fetch(this.#settings.url, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', ...this.#settings.headers },
        body,
      });
      const text = await response.text();
      if (!response.ok) this.#report(`Got ${response.status} from Loki`, text);
    } catch (error) {
      const { cause } = error as { readonly cause?: { readonly message?: string } };
      this.#report('Cannot send logs to Loki', cause?.message || (error as Error).message);
    }
  }
}

interface LokiStream {
  readonly stream: Readonly<Record<string, string>>;
  readonly values: [timeNs: string, message: string][];
}

function groupByLabels(entries: readonly Entry[]): readonly LokiStream[] {
  const streams = new Map<string, LokiStream>();
  for (const { labels, timeMs, message } of entries) {
    const sorted = Object.fromEntries(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
    const key = JSON.stringify(sorted);
    const stream = streams.get(key) ?? { stream: sorted, values: [] };
    streams.set(key, stream);
    stream.values.push([nanoseconds(timeMs), message]);
  }
  return [...streams.values()];
}

function nanoseconds(timeMs: number): string {
  return String(BigInt(Math.round(timeMs * 1000)) * 1000n);
}

function shorten(message: string, limit: number): string {
  const characters = [...message];
  if (characters.length <= limit) return message;
  const half = Math.floor(limit / 2);
  const omitted = characters.length - 2 * half;
  const [head, tail] = [characters.slice(0, half), characters.slice(characters.length - half)];
  return `${head.join('')}... omitting ${omitted} characters ...${tail.join('')}`;
}
