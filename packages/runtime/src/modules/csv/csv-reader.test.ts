import { expect, test } from 'vitest';
import { CsvError, CsvReader } from './csv-reader.ts';

function readAll(text: string, delimiter = ','): string[][] {
  const reader = new CsvReader(Buffer.from(text), delimiter);
  const records: string[][] = [];
  for (let record = reader.read(); record !== undefined; record = reader.read()) records.push(record);
  return records;
}

test.each([
  {
    name: 'plain fields',
    text: 'a,b\nc,d\n',
    records: [
      ['a', 'b'],
      ['c', 'd'],
    ],
  },
  { name: 'no newline at the end', text: 'a,b', records: [['a', 'b']] },
  {
    name: 'Windows line ends',
    text: 'a,b\r\nc,d\r\n',
    records: [
      ['a', 'b'],
      ['c', 'd'],
    ],
  },
  { name: 'blank lines', text: '\na\n\n\nb\n', records: [['a'], ['b']] },
  {
    name: 'empty fields',
    text: ',\n,\n',
    records: [
      ['', ''],
      ['', ''],
    ],
  },
  { name: 'quoted fields', text: '"a,1","say ""hi"""\n', records: [['a,1', 'say "hi"']] },
  { name: 'an empty quoted field and an empty last one', text: '"",\n', records: [['', '']] },
  { name: 'fields over several lines', text: '"one\ntwo\n\nfour",x\n', records: [['one\ntwo\n\nfour', 'x']] },
  { name: 'text beyond ASCII', text: 'é,漢\n', records: [['é', '漢']] },
  { name: 'nothing', text: '', records: [] },
])('$name are read', ({ text, records }) => {
  expect(readAll(text)).toEqual(records);
});

test('another delimiter leaves commas alone', () => {
  expect(readAll('a,b;"c;d"\n', ';')).toEqual([['a,b', 'c;d']]);
});

test.each([
  ['a,b\nc\n', 'record on line 2: wrong number of fields'],
  ['a\n"b","c"\n', 'record on line 2: wrong number of fields'],
  ['a,x"y\n', 'parse error on line 1, column 4: bare " in non-quoted field'],
  ['é,x"y\n', 'parse error on line 1, column 5: bare " in non-quoted field'],
  ['"a"b\n', 'parse error on line 1, column 3: extraneous or missing " in quoted-field'],
  ['"a\nb', 'record on line 1; parse error on line 2, column 2: extraneous or missing " in quoted-field'],
])('%j is refused', (text, message) => {
  expect(() => readAll(text)).toThrow(new CsvError(message));
});
