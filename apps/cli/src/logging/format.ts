import { goQuote, type LogLevel, type LogRecord } from '@squall/core';

/** Turns a record into the text of its line, without the line break. */
export type LogFormat = (record: LogRecord) => string;

const PLAIN_VALUE = /^[a-zA-Z0-9\-._/@^+]*$/;

function value(field: string | number | boolean): string {
  const text = String(field);
  return PLAIN_VALUE.test(text) ? text : goQuote(text);
}

function sortedFields(record: LogRecord): (readonly [string, string | number | boolean])[] {
  return Object.entries(record.fields).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** `time="…" level=info msg=plain source=console`. */
export const formatLogfmt: LogFormat = (record) => {
  const parts = [`time="${formatTime(record.timeMs)}"`, `level=${record.level}`];
  if (record.message !== '') parts.push(`msg=${value(record.message)}`);
  for (const [key, field] of sortedFields(record)) parts.push(`${fieldKey(key)}=${value(field)}`);
  return parts.join(' ');
};

// A field that is named like one of the line's own parts must not be mistaken for it.
function fieldKey(key: string): string {
  return key === 'time' || key === 'level' || key === 'msg' ? `fields.${key}` : key;
}

/** Local time to the second, RFC 3339. */
export function formatTime(timeMs: number): string {
  const offsetMinutes = -new Date(timeMs).getTimezoneOffset();
  const local = new Date(timeMs + offsetMinutes * 60_000).toISOString().slice(0, 19);
  if (offsetMinutes === 0) return `${local}Z`;
  const minutes = Math.abs(offsetMinutes);
  const two = (number: number) => String(number).padStart(2, '0');
  return `${local}${offsetMinutes < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

const LEVEL_COLORS: Readonly<Record<LogLevel, number>> = { debug: 37, info: 36, warning: 33, error: 31 };
const MESSAGE_WIDTH = 44;

/** For terminals: coloured, with seconds since the start instead of the time. */
export function formatColored(startedAtMs: number): LogFormat {
  return (record) => {
    const color = (text: string) => `\x1b[${LEVEL_COLORS[record.level]}m${text}\x1b[0m`;
    const level = color(record.level.slice(0, 4).toUpperCase());
    const seconds = Math.max(0, Math.floor((record.timeMs - startedAtMs) / 1000));
    const message = record.message.replace(/\n$/, '').padEnd(MESSAGE_WIDTH);
    const fields = sortedFields(record).map(([key, field]) => ` ${color(key)}=${value(field)}`);
    return `${level}[${String(seconds).padStart(4, '0')}] ${message} ${fields.join('')}`;
  };
}

const HTML_ESCAPES: Readonly<Record<string, string>> = {
  '<': '\\u003c',
  '>': '\\u003e',
  '&': '\\u0026',
  '\u2028': '\\u2028',
  '\u2029': '\\u2029',
};

/** One JSON object, keys sorted. */
export const formatJSON: LogFormat = (record) => {
  const own = { level: record.level, msg: record.message, time: formatTime(record.timeMs) };
  const fields = Object.entries(record.fields).map(([key, field]) => [fieldKey(key), field] as const);
  const all = [...Object.entries(own), ...fields].sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(Object.fromEntries(all)).replace(
    /[<>&\u2028\u2029]/g,
    (character) => HTML_ESCAPES[character] ?? character,
  );
};

export const formatRaw: LogFormat = (record) => record.message;
