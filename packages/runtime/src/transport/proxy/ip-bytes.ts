import { isIP } from 'node:net';

/** The bytes of an address in network order. */
export function ipBytes(ip: string): readonly number[] {
  if (isIP(ip) === 4) return ip.split('.').map(Number);
  // The URL parser writes every form of an IPv6 address in one: no dotted part, at most one `::`.
  const [front = '', back] = new URL(`http://[${ip}]/`).hostname.slice(1, -1).split('::');
  const head = words(front);
  const tail = back === undefined ? [] : words(back);
  const gap = Array.from({ length: 8 - head.length - tail.length }, () => 0);
  return [...head, ...gap, ...tail].flatMap((word) => [word >> 8, word & 0xff]);
}

function words(text: string): number[] {
  return text === '' ? [] : text.split(':').map((word) => Number.parseInt(word, 16));
}
