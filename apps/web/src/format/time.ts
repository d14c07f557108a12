const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** `1h 02m 03s`, `2m 03s`, `3s`, `420ms`: at most three parts, none of them left to guess. */
export function formatSpan(ms: number): string {
  if (!Number.isFinite(ms) || ms < 0) return '–';
  if (ms < SECOND) return `${Math.round(ms)}ms`;
  const seconds = Math.round(ms / SECOND);
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  if (h > 0) return `${h}h ${padded(m)}m ${padded(s)}s`;
  return m > 0 ? `${m}m ${padded(s)}s` : `${s}s`;
}

/** Three significant digits of the unit that fits: what response times look like. */
export function formatMs(ms: number): string {
  if (ms === 0) return '0ms';
  if (ms < 1) return `${precise(ms * 1000)}µs`;
  if (ms < SECOND) return `${precise(ms)}ms`;
  return ms < MINUTE ? `${precise(ms / SECOND)}s` : formatSpan(ms);
}

/** `0:05`, `12:30`, `1:02:03`: a place on the time axis of a run. */
export function formatOffset(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return h > 0 ? `${h}:${padded(m)}:${padded(s)}` : `${m}:${padded(s)}`;
}

/** How long ago or ahead something is, in one unit. */
export function formatAgo(atMs: number, nowMs: number): string {
  const distance = Math.abs(nowMs - atMs);
  if (distance < 10 * SECOND) return 'now';
  const text = inOneUnit(distance);
  return atMs <= nowMs ? `${text} ago` : `in ${text}`;
}

const FULL = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });

/** Date and time of day where the reader is. */
export function formatMoment(atMs: number): string {
  return FULL.format(atMs);
}

/** `12:03:04.567`, where the reader is. */
export function formatClock(atMs: number): string {
  const date = new Date(atMs);
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(padded).join(':');
  return `${time}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

function inOneUnit(ms: number): string {
  if (ms < MINUTE) return `${Math.round(ms / SECOND)} s`;
  if (ms < HOUR) return `${Math.round(ms / MINUTE)} min`;
  if (ms < DAY) return `${Math.round(ms / HOUR)} h`;
  const days = Math.round(ms / DAY);
  return days === 1 ? '1 day' : `${days} days`;
}

function padded(value: number): string {
  return String(value).padStart(2, '0');
}

function precise(value: number): string {
  if (value >= 100) return value.toFixed(0);
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
