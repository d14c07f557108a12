import { isHeaderToken } from '../header-names.ts';

/** One `Set-Cookie` header, read as leniently as Go reads it. */
export interface SetCookie {
  readonly name: string;
  readonly value: string;
  /** '' when absent. */
  readonly domain: string;
  readonly path: string;
  readonly httpOnly: boolean;
  readonly secure: boolean;
  /** Seconds; 0 when absent, -1 for "delete now". */
  readonly maxAge: number;
  /** Epoch ms. */
  readonly expiresMs: number | undefined;
}

/** Cookies of `Set-Cookie` header values; those without a proper name or value are left out. */
export function parseSetCookies(headers: readonly string[]): readonly SetCookie[] {
  return headers.flatMap((header) => parseSetCookie(header) ?? []);
}

export function parseSetCookie(header: string): SetCookie | undefined {
  const [pair = '', ...attributes] = header.trim().split(';');
  const equals = pair.indexOf('=');
  if (equals < 0) return undefined;
  const name = pair.slice(0, equals).trim();
  const value = cookieValue(pair.slice(equals + 1).trim(), true);
  if (!isHeaderToken(name) || value === undefined) return undefined;
  const cookie = {
    name,
    value,
    domain: '',
    path: '',
    httpOnly: false,
    secure: false,
    maxAge: 0,
    expiresMs: undefined as number | undefined,
  };
  for (const attribute of attributes) readAttribute(cookie, attribute.trim());
  return cookie;
}

function readAttribute(cookie: { -readonly [K in keyof SetCookie]: SetCookie[K] }, attribute: string): void {
  const [key = '', ...rest] = attribute.split('=');
  const value = cookieValue(rest.join('='), false);
  if (value === undefined) return;
  switch (key.toLowerCase()) {
    case 'domain':
      cookie.domain = value;
      break;
    case 'path':
      cookie.path = value;
      break;
    case 'secure':
      cookie.secure = true;
      break;
    case 'httponly':
      cookie.httpOnly = true;
      break;
    case 'max-age':
      if (/^-?[0-9]+$/.test(value) && !/^-?0[0-9]/.test(value))
        cookie.maxAge = Number(value) <= 0 ? -1 : Number(value);
      break;
    case 'expires':
      cookie.expiresMs = parseCookieDate(value);
      break;
  }
}

/** undefined for values with bytes that cookies must not have. */
function cookieValue(raw: string, allowQuotes: boolean): string | undefined {
  const value =
    allowQuotes && raw.length > 1 && raw.startsWith('"') && raw.endsWith('"') ? raw.slice(1, -1) : raw;
  const valid = allowQuotes ? /^[\x20-\x21\x23-\x3a\x3c-\x5b\x5d-\x7e]*$/ : /^[\x20-\x7e]*$/;
  return valid.test(value) ? value : undefined;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const COOKIE_DATE =
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), ([0-9]{2})[ -]([A-Z][a-z]{2})[ -]([0-9]{4}) ([0-9]{2}):([0-9]{2}):([0-9]{2}) [A-Z]{3,4}$/;

/** `Mon, 02 Jan 2006 15:04:05 GMT`, with spaces or dashes in the date. */
export function parseCookieDate(text: string): number | undefined {
  const match = COOKIE_DATE.exec(text);
  if (match === null) return undefined;
  const [, day, monthName = '', year, hour, minute, second] = match;
  const month = MONTHS.indexOf(monthName);
  const [d, y, h, m, s] = [day, year, hour, minute, second].map(Number) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const time = Date.UTC(y, month, d, h, m, s);
  const inRange = month >= 0 && h < 24 && m < 60 && s < 60 && new Date(time).getUTCDate() === d;
  return inRange ? time : undefined;
}
