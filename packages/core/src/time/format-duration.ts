/** Milliseconds in Go's duration format: `0s`, `1.5005s`, `1m30s`, `26h0m0s`, `12.5ms`, `3µs`. */
export function formatDuration(ms: number): string {
  const ns = Math.round(Math.abs(ms) * 1e6);
  const text = ns < 1e9 ? formatBelowSecond(ns) : formatFromSecond(ns);
  return ms < 0 && ns > 0 ? `-${text}` : text;
}

function formatBelowSecond(ns: number): string {
  if (ns === 0) return '0s';
  if (ns < 1e3) return `${ns}ns`;
  if (ns < 1e6) return `${withFraction(ns, 3)}µs`;
  return `${withFraction(ns, 6)}ms`;
}

function formatFromSecond(ns: number): string {
  const minutes = Math.floor(ns / 60e9);
  const seconds = `${withFraction(ns % 60e9, 9)}s`;
  if (minutes === 0) return seconds;
  const hours = Math.floor(minutes / 60);
  return hours === 0 ? `${minutes}m${seconds}` : `${hours}h${minutes % 60}m${seconds}`;
}

/** `value` / 10^digits without trailing zeros. */
function withFraction(value: number, digits: number): string {
  const unit = 10 ** digits;
  const fraction = String(value % unit)
    .padStart(digits, '0')
    .replace(/0+$/, '');
  const whole = Math.floor(value / unit);
  return fraction === '' ? String(whole) : `${whole}.${fraction}`;
}

/**
 * Milliseconds in tenths of a second, as wide as the maximum needs: `1.0s` of `9s`, `00m01.0s` of `10m`,
 * `0h00m01.0s` of `1h`. Keeps progress lines from jumping.
 */
export function formatFixedDuration(ms: number, maxMs: number): string {
  const value = splitTenths(ms);
  const max = splitTenths(Math.max(Math.abs(ms), Math.abs(maxMs)));
  const used = max.parts.findIndex((part) => part > 0);
  const first = used < 0 ? UNITS.length - 1 : used;
  const texts = value.parts.slice(first).map((part, i) => {
    const width = i === 0 ? String(max.parts[first]).length : 2;
    return String(part).padStart(width, '0');
  });
  const last = texts.pop();
  const larger = texts.map((text, i) => `${text}${UNITS[first + i]}`).join('');
  return `${larger}${last}.${value.tenths}s`;
}

const UNITS = ['d', 'h', 'm', 's'] as const;

function splitTenths(ms: number): { parts: number[]; tenths: number } {
  const tenths = Math.round(Math.abs(ms) / 100);
  const seconds = Math.floor(tenths / 10);
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  return { parts: [Math.floor(hours / 24), hours % 24, minutes % 60, seconds % 60], tenths: tenths % 10 };
}
