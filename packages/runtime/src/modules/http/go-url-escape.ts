import { goQuote } from '@squall/core';

/** The part of a URL some text stands in; each allows other characters unescaped. */
export type GoEscapeMode = 'path' | 'host' | 'user' | 'fragment';

const ALLOWED: Readonly<Record<GoEscapeMode, RegExp>> = {
  path: /[A-Za-z0-9\-_.~$&+,/:;=@]/,
  host: /[A-Za-z0-9\-_.~!$&'()*+,;=:[\]<>"]/,
  user: /[A-Za-z0-9\-_.~$&+,;=]/,
  fragment: /[A-Za-z0-9\-_.~$&+,/:;=?@!()*]/,
};

export type Unescaped = { kind: 'text'; text: string } | { kind: 'flaw'; message: string };

/** Percent-decodes, or says in Go's words why it cannot. */
export function percentDecode(text: string, mode: GoEscapeMode): Unescaped {
  let hasEscapes = false;
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i);
    if (char === '%') {
      const sequence = text.slice(i, i + 3);
      if (!/^%[0-9A-Fa-f]{2}$/.test(sequence))
        return { kind: 'flaw', message: `invalid URL escape ${goQuote(sequence)}` };
      // In a host only bytes outside ASCII may be escaped, and '%' itself for IPv6 zones.
      if (mode === 'host' && sequence.charAt(1) < '8' && sequence !== '%25') {
        return { kind: 'flaw', message: `invalid URL escape ${goQuote(sequence)}` };
      }
      hasEscapes = true;
      i += 2;
    } else if (mode === 'host' && char < '\x80' && !ALLOWED.host.test(char)) {
      return { kind: 'flaw', message: `invalid character ${goQuote(char)} in host name` };
    }
  }
  return { kind: 'text', text: hasEscapes ? decodeBytes(text).toString('utf8') : text };
}

function decodeBytes(text: string): Buffer {
  const latin = Buffer.from(text, 'utf8').toString('latin1');
  return Buffer.from(
    latin.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
    'latin1',
  );
}

/** True when Go would send the path exactly as written. */
export function isPathAsSent(path: string): boolean {
  return /^[A-Za-z0-9\-_.~$&+,/:;=@!'()*[\]%]*$/.test(path);
}

/** A path with characters that must not be sent: decoded and escaped anew, as Go does. */
export function escapePath(path: string): string {
  return escapeOctets(decodeBytes(path), 'path');
}

export function escapeBytes(text: string, mode: GoEscapeMode): string {
  return escapeOctets(Buffer.from(text, 'utf8'), mode);
}

function escapeOctets(octets: Buffer, mode: GoEscapeMode): string {
  let out = '';
  for (const octet of octets) {
    const char = String.fromCharCode(octet);
    out += ALLOWED[mode].test(char) ? char : `%${octet.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return out;
}
