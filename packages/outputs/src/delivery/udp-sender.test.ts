import { expect, test } from 'vitest';
import { packetsOf } from './udp-sender.ts';

test.each([
  [[], { bytes: 10, lines: 9 }, []],
  [
    ['aa\n', 'bb\n', 'cc\n'],
    { bytes: 6, lines: 9 },
    [
      ['aa\nbb\n', 2],
      ['cc\n', 1],
    ],
  ],
  [
    ['aa\n', 'bb\n', 'cc\n'],
    { bytes: 99, lines: 1 },
    [
      ['aa\n', 1],
      ['bb\n', 1],
      ['cc\n', 1],
    ],
  ],
  [
    ['a\n', 'much longer\n', 'c\n'],
    { bytes: 4, lines: 9 },
    [
      ['a\n', 1],
      ['much longer\n', 1],
      ['c\n', 1],
    ],
  ],
  [
    ['ä\n', 'ö\n'],
    { bytes: 5, lines: 9 },
    [
      ['ä\n', 1],
      ['ö\n', 1],
    ],
  ],
] as const)('%j within %j become %j', (lines, limits, packets) => {
  expect(packetsOf(lines, limits)).toEqual(packets.map(([text, count]) => ({ text, lines: count })));
});
