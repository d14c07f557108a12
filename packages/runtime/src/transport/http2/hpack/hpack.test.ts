import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type HeaderField, HeaderTexts } from './header-text.ts';
import { HpackDecoder, HpackError } from './hpack-decoder.ts';
import { HpackEncoder } from './hpack-encoder.ts';
import { BAD_HUFFMAN, decodeHuffman } from './huffman-decoder.ts';
import { encodeHuffman, huffmanLength } from './huffman-encoder.ts';

type Field = readonly [name: string, value: string];

const texts = new HeaderTexts();

function bytesOf(hex: string): Buffer {
  return Buffer.from(hex.replaceAll(' ', ''), 'hex');
}

function decodeWith(decoder: HpackDecoder, block: Buffer): Field[] {
  const fields: Field[] = [];
  const range = { from: 0, to: block.length };
  decoder.decode(block, range, {
    onField: ({ name, value }: HeaderField) => fields.push([name.text, value.text]),
  });
  return fields;
}

const decodeOnce = (hex: string) => decodeWith(new HpackDecoder(texts, 4096), bytesOf(hex));

const BROWSER: Field[] = [
  [':method', 'GET'],
  [':scheme', 'http'],
  [':path', '/'],
  [':authority', 'www.example.com'],
];
const SECOND: Field[] = [...BROWSER, ['cache-control', 'no-cache']];
const THIRD: Field[] = [
  [':method', 'GET'],
  [':scheme', 'https'],
  [':path', '/index.html'],
  [':authority', 'www.example.com'],
  ['custom-key', 'custom-value'],
];
const DATE: Field = ['date', 'Mon, 21 Oct 2013 20:13:21 GMT'];
const LOCATION: Field = ['location', 'https://www.example.com'];
const PRIVATE: Field = ['cache-control', 'private'];
const RESPONSES: Field[][] = [
  [[':status', '302'], PRIVATE, DATE, LOCATION],
  [[':status', '307'], PRIVATE, DATE, LOCATION],
  [
    [':status', '200'],
    PRIVATE,
    ['date', 'Mon, 21 Oct 2013 20:13:22 GMT'],
    LOCATION,
    ['content-encoding', 'gzip'],
    ['set-cookie', 'foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1'],
  ],
];

test.each([
  {
    example: 'C.2.1',
    hex: '400a 6375 7374 6f6d 2d6b 6579 0d63 7573 746f 6d2d 6865 6164 6572',
    field: ['custom-key', 'custom-header'],
  },
  {
    example: 'C.2.2',
    hex: '040c 2f73 616d 706c 652f 7061 7468',
    field: [':path', '/sample/path'],
  },
  {
    example: 'C.2.3',
    hex: '1008 7061 7373 776f 7264 0673 6563 7265 74',
    field: ['password', 'secret'],
  },
  { example: 'C.2.4', hex: '82', field: [':method', 'GET'] },
])('the field of RFC 7541 $example is decoded', ({ hex, field }) => {
  expect(decodeOnce(hex)).toEqual([field]);
});

test.each([
  {
    example: 'C.3',
    table: 4096,
    blocks: [
      '8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d',
      '8286 84be 5808 6e6f 2d63 6163 6865',
      '8287 85bf 400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75 65',
    ],
    fields: [BROWSER, SECOND, THIRD],
    sizes: [57, 110, 164],
  },
  {
    example: 'C.4',
    table: 4096,
    blocks: [
      '8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff',
      '8286 84be 5886 a8eb 1064 9cbf',
      '8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf',
    ],
    fields: [BROWSER, SECOND, THIRD],
    sizes: [57, 110, 164],
  },
  {
    example: 'C.5',
    table: 256,
    blocks: [
      '4803 3330 3258 0770 7269 7661 7465 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a 3133 3a32 ' +
        '3120 474d 546e 1768 7474 7073 3a2f 2f77 7777 2e65 7861 6d70 6c65 2e63 6f6d',
      '4803 3330 37c1 c0bf',
      '88c1 611d 4d6f 6e2c 2032 3120 4f63 7420 3230 3133 2032 303a 3133 3a32 3220 474d 54c0 5a04 677a 6970 ' +
        '7738 666f 6f3d 4153 444a 4b48 514b 425a 584f 5157 454f 5049 5541 5851 5745 4f49 553b 206d 6178 2d61 ' +
        '6765 3d33 3630 303b 2076 6572 7369 6f6e 3d31',
    ],
    fields: RESPONSES,
    sizes: [222, 222, 215],
  },
  {
    example: 'C.6',
    table: 256,
    blocks: [
      '4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6 2d1b ff6e 919d 29ad ' +
        '1718 63c7 8f0b 97c8 e9ae 82ae 43d3',
      '4883 640e ffc1 c0bf',
      '88c1 6196 d07a be94 1054 d444 a820 0595 040b 8166 e084 a62d 1bff c05a 839b d9ab 77ad 94e7 821d d7f2 ' +
        'e6c7 b335 dfdf cd5b 3960 d5af 2708 7f36 72c1 ab27 0fb5 291f 9587 3160 65c0 03ed 4ee5 b106 3d50 07',
    ],
    fields: RESPONSES,
    sizes: [222, 222, 215],
  },
])('the blocks of RFC 7541 $example are decoded one after the other', ({ table, blocks, fields, sizes }) => {
  const decoder = new HpackDecoder(texts, table);
  blocks.forEach((block, i) => {
    expect(decodeWith(decoder, bytesOf(block))).toEqual(fields[i]);
    expect(decoder.tableSize).toBe(sizes[i]);
  });
});

test.each([
  ['www.example.com', 'f1e3 c2e5 f23a 6ba0 ab90 f4ff'],
  ['no-cache', 'a8eb 1064 9cbf'],
  ['custom-value', '25a8 49e9 5bb8 e8b4 bf'],
  ['307', '640e ff'],
  ['Mon, 21 Oct 2013 20:13:21 GMT', 'd07a be94 1054 d444 a820 0595 040b 8166 e082 a62d 1bff'],
])('%s is Huffman-coded as in the examples of RFC 7541', (text, hex) => {
  const bytes = Buffer.from(text);
  const coded = Buffer.alloc(huffmanLength(bytes));
  expect(encodeHuffman(coded, 0, bytes)).toBe(coded.length);
  expect(coded).toEqual(bytesOf(hex));
});

test('any bytes survive Huffman coding', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const coded = Buffer.alloc(huffmanLength(bytes));
      encodeHuffman(coded, 0, bytes);
      const decoded = Buffer.alloc(bytes.length + 8);
      const length = decodeHuffman(decoded, coded, { from: 0, to: coded.length });
      expect(decoded.subarray(0, length)).toEqual(Buffer.from(bytes));
    }),
    { numRuns: 500 },
  );
});

test.each([
  ['padding with zeros', '18'],
  ['a whole byte of padding', '1fff'],
  ['the coded end of a text', 'ffff ffff'],
])('Huffman code with %s is refused', (_, hex) => {
  const coded = bytesOf(hex);
  expect(decodeHuffman(Buffer.alloc(16), coded, { from: 0, to: coded.length })).toBe(BAD_HUFFMAN);
});

test.each([
  ['field 0', '80'],
  ['a field beyond the tables', 'be'],
  ['a name beyond the tables', '7f 01 00'],
  ['a cut integer', 'ff 80'],
  ['an integer without end', 'ff ff ff ff ff ff ff 01'],
  ['a cut text', '00 05 61'],
  ['a field without a value', '00 01 61'],
  ['bad Huffman code', '00 01 61 81 18'],
  ['a table larger than allowed', '3f e2 1f'],
  ['a table size after a field', '82 20'],
])('a block with %s is refused', (_, hex) => {
  expect(() => decodeOnce(hex)).toThrow(HpackError);
});

const LONG_TEXT = 'v'.repeat(5000);

test('a field larger than the table empties it, a smaller table forgets the oldest fields', () => {
  const decoder = new HpackDecoder(texts, 4096);
  decodeWith(decoder, bytesOf('4001 6101 31 4001 6201 32'));
  expect(decoder.tableSize).toBe(68);
  expect(decodeWith(decoder, bytesOf('3f03 be'))).toEqual([['b', '2']]);
  expect(decoder.tableSize).toBe(34);
  decodeWith(decoder, bytesOf('3fe1 1f'));
  const large = Buffer.concat([bytesOf('4001 61 7f 8926'), Buffer.from(LONG_TEXT)]);
  expect(decodeWith(decoder, large)).toEqual([['a', LONG_TEXT]]);
  expect(decoder.tableSize).toBe(0);
});

const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,12}$/);
const value = fc.oneof(
  fc.stringMatching(/^[ -~]{0,40}$/),
  fc.constantFrom('same', 'värde', '日本', LONG_TEXT.slice(0, 200)),
);
const field = fc.oneof(
  fc.tuple(name, value),
  fc.tuple(
    fc.constantFrom('authorization', 'cookie', ':path', 'user-agent'),
    fc.constantFrom('a=1', 'b', '/', '/x'),
  ),
);
const blocks = fc.array(
  fc.record({
    fields: fc.array(field, { maxLength: 12 }),
    tableBytes: fc.option(fc.integer({ min: 0, max: 5000 })),
  }),
  { minLength: 1, maxLength: 12 },
);

test('what the encoder makes of any requests, the decoder reads, with the same table', () => {
  fc.assert(
    fc.property(blocks, (sequence) => {
      const encoder = new HpackEncoder(4096);
      const decoder = new HpackDecoder(texts, 4096);
      for (const { fields, tableBytes } of sequence) {
        if (tableBytes !== null) encoder.limitTable(tableBytes);
        expect(decodeWith(decoder, Buffer.from(encoder.encode(fields), 'latin1'))).toEqual(fields);
        expect(decoder.tableSize).toBe(encoder.tableSize);
      }
    }),
    { numRuns: 500 },
  );
});

test('fields that stay the same are written as numbers, those that change push nothing out', () => {
  const encoder = new HpackEncoder(4096);
  const request = (i: number): Field[] => [
    [':authority', 'www.example.com'],
    [':path', `/item/${i}`],
    ['x-id', String(i)],
    ['user-agent', 'a browser'],
  ];
  encoder.encode(request(1));
  const size = encoder.tableSize;
  const { version } = encoder;
  expect(encoder.encode([...request(1).slice(0, 1), ...request(1).slice(2)])).toHaveLength(3);
  for (let i = 2; i < 50; i++) encoder.encode(request(i));
  expect(encoder.tableSize).toBe(size);
  expect(encoder.version).toBe(version);
});

test('credentials are marked as never to be remembered', () => {
  const encoder = new HpackEncoder(4096);
  for (let i = 0; i < 2; i++) {
    const block = Buffer.from(encoder.encode([['authorization', 'Basic eDp5']]), 'latin1');
    expect(block[0]).toBe(0x1f);
  }
  expect(encoder.tableSize).toBe(0);
});

test('arbitrary bytes are decoded or refused, and never make the table larger than allowed', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 120 }), { maxLength: 8 }), (noise) => {
      const decoder = new HpackDecoder(texts, 4096);
      for (const bytes of noise) {
        try {
          decodeWith(decoder, Buffer.from(bytes));
        } catch (error) {
          expect(error).toBeInstanceOf(HpackError);
          return;
        }
        expect(decoder.tableSize).toBeLessThanOrEqual(4096);
      }
    }),
    { numRuns: 5000, interruptAfterTimeLimit: 8000 },
  );
});
