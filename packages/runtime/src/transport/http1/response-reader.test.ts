import { expect, test } from 'vitest';
import { ProtocolError } from './protocol-error.ts';
import { ResponseReader } from './response-reader.ts';

interface Outcome {
  status: number;
  body: string | null;
  /** Bytes after the response. */
  rest: string;
  closes: boolean;
  isComplete: boolean;
  error: string;
}

/** Reads `text`, handed over in pieces of the given sizes (the last repeats), then the end of input. */
function read(text: string, sizes: readonly number[] = [text.length], isHead = false): Outcome {
  const bytes = Buffer.from(text, 'latin1');
  const reader = new ResponseReader(isHead, false);
  const outcome: Outcome = { status: 0, body: null, rest: '', closes: false, isComplete: false, error: '' };
  let at = 0;
  try {
    for (let i = 0; at < bytes.length && !reader.isComplete; i++) {
      const end = Math.min(bytes.length, at + Math.max(1, sizes[Math.min(i, sizes.length - 1)] ?? 1));
      const used = reader.feed(bytes, at, end);
      if (used < end && !reader.isComplete) throw new Error('bytes left over in the middle');
      at = used;
    }
    if (!reader.isComplete && !reader.endOfInput()) outcome.error = 'unexpected EOF';
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    outcome.error = error.message;
  }
  outcome.status = reader.status;
  outcome.body = reader.body?.toString('latin1') ?? null;
  outcome.rest = reader.isComplete ? bytes.toString('latin1', at) : '';
  outcome.closes = reader.closes;
  outcome.isComplete = reader.isComplete;
  return outcome;
}

const SOUND = [
  'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhellorest',
  'HTTP/1.1 200\r\ncontent-length:5\r\n\r\nhello',
  'HTTP/1.1 200 OK\nContent-Length: 5\n\nhello',
  'HTTP/1.1 200 OK\r\nA: b\r\n\r\nuntil close',
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6;a=b\r\n world\r\n0\r\nT: 1\r\n\r\nrest',
  'HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\nA \r\n0123456789\r\n00\r\n\r\n',
  'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nLink: x\r\n\r\nHTTP/1.1 204 No\r\n\r\nrest',
  'HTTP/1.1 304 Not Modified\r\nContent-Length: 77\r\n\r\nrest',
  'HTTP/1.1 200 OK\r\nX-Fold: a\r\n  b\r\n\tc\r\nContent-Length:\r\n 3\r\n\r\nabc',
  'HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 3\r\nConnection: Close\r\n\r\nabc',
  'HTTP/1.0 200 OK\r\nConnection: Keep-Alive, x\r\nContent-Length: 0\r\n\r\n',
  'HTTP/1.1 200 OK\r\n: nameless\r\nSpaced Name: 1\r\nContent-Length: 1\r\n\r\nx',
  'HTTP/1.1 299 \xe9trange\r\nX: \xff\xfe\r\nContent-Length: 2\r\n\r\n\x00\xff',
];

const BROKEN: readonly (readonly [text: string, error: string])[] = [
  ['', 'unexpected EOF'],
  ['HTTP/1.1 200 OK\r\n', 'unexpected EOF'],
  ['nonsense\r\n\r\n', 'malformed HTTP response "nonsense"'],
  ['nonsense', 'malformed HTTP response "nonsense"'],
  ['this is not http\r\n\r\n', 'malformed HTTP status code "is"'],
  ['HTTP/1.1 20 OK\r\n\r\n', 'malformed HTTP status code "20"'],
  ['HTTP/1.1 2000 OK\r\n\r\n', 'malformed HTTP status code "2000"'],
  ['HTTP/x 200 OK\r\n\r\n', 'malformed HTTP version "HTTP/x"'],
  ['HTTP/1.1 200 OK\r\nno colon\r\n\r\n', 'malformed MIME header line: no colon'],
  ['HTTP/1.1 200 OK\r\n folded: x\r\n\r\n', 'malformed MIME header initial line: folded: x'],
  ['HTTP/1.1 200 OK\r\nBa(d: x\r\n\r\n', 'malformed MIME header line: Ba(d: x'],
  ['HTTP/1.1 200 OK\r\nBad: \x01\r\n\r\n', 'malformed MIME header line: Bad: \x01'],
  ['HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n', 'bad Content-Length "-1"'],
  ['HTTP/1.1 200 OK\r\nContent-Length: +5\r\n\r\n', 'bad Content-Length "+5"'],
  ['HTTP/1.1 200 OK\r\nContent-Length: 5, 5\r\n\r\n', 'bad Content-Length "5, 5"'],
  [
    'HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n',
    'bad Content-Length "99999999999999999999"',
  ],
  ['HTTP/1.1 200 OK\r\nContent-Length:\r\n\r\n', 'invalid empty Content-Length ""'],
  [
    'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n',
    'http: message cannot contain multiple Content-Length headers; got ["5" "6"]',
  ],
  ['HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n', 'unsupported transfer encoding: "gzip"'],
  [
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n',
    'unsupported transfer encoding: "gzip, chunked"',
  ],
  [
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n',
    'too many transfer encodings: ["chunked" "chunked"]',
  ],
  [
    `${'HTTP/1.1 100 C\r\n\r\n'.repeat(6)}HTTP/1.1 200 OK\r\n\r\n`,
    'net/http: too many 1xx informational responses',
  ],
  ['HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell', 'unexpected EOF'],
];

const chunked = (body: string) => `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${body}`;

const BROKEN_CHUNKS: readonly (readonly [body: string, error: string])[] = [
  ['5\r\nhel', 'unexpected EOF'],
  ['5\r\nhelloX', 'malformed chunked encoding'],
  ['g\r\n', 'invalid byte in chunk length'],
  ['-1\r\n', 'invalid byte in chunk length'],
  ['5 x\r\n', 'invalid byte in chunk length'],
  ['\r\n', 'empty hex number for chunk length'],
  ['fffffffffffffffff\r\n', 'http chunk length too large'],
  ['5\nhello', 'chunked line ends with bare LF'],
  [`5;${'x'.repeat(5000)}\r\n`, 'header line too long'],
  [`${`1;${'x'.repeat(3000)}\r\na\r\n`.repeat(8)}0\r\n\r\n`, 'chunked encoding contains too much non-data'],
  [`0\r\n${'T: 1\r\n'.repeat(2000)}\r\n`, 'http: suspiciously long trailer after chunked body'],
];

test.each(SOUND)('reads %j the same however it is split', (text) => {
  const whole = read(text);
  expect(whole.isComplete).toBe(true);
  expect(read(text, [1])).toEqual(whole);
  for (let first = 1; first < text.length; first++) expect(read(text, [first, text.length])).toEqual(whole);
});

test('gives status, body and what follows', () => {
  expect(
    SOUND.map((text) => read(text)).map(({ status, body, rest, closes }) => [status, body, rest, closes]),
  ).toEqual([
    [200, 'hello', 'rest', false],
    [200, 'hello', '', false],
    [200, 'hello', '', false],
    [200, 'until close', '', true],
    [200, 'hello world', 'rest', false],
    [200, '0123456789', '', false],
    [204, null, 'rest', false],
    [304, null, 'rest', false],
    [200, 'abc', '', false],
    [200, 'abc', '', true],
    [200, '', '', false],
    [200, 'x', '', false],
    [299, '\x00\xff', '', false],
  ]);
});

test.each([...BROKEN, ...BROKEN_CHUNKS.map(([body, error]) => [chunked(body), error] as const)])(
  'refuses %j with %j however it is split',
  (text, error) => {
    expect(read(text).error).toBe(error);
    expect(read(text, [1]).error).toBe(error);
    expect(read(text, [7]).error).toBe(error);
  },
);

test('takes no body for HEAD, and HTTP/1.0 knows no chunks', () => {
  expect(read('HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nrest', undefined, true)).toMatchObject({
    isComplete: true,
    body: '',
    rest: 'rest',
  });
  const old = chunked('5\r\nhello\r\n0\r\n\r\n').replace('HTTP/1.1', 'HTTP/1.0');
  expect(read(old)).toMatchObject({ body: '5\r\nhello\r\n0\r\n\r\n', closes: true });
});

test('stops a head beyond 10 MiB, and reads up to there in time that grows with the bytes alone', () => {
  const reader = new ResponseReader(false, false);
  const piece = Buffer.alloc(64 * 1024, 'x');
  reader.feed(Buffer.from('HTTP/1.1 200 OK\r\nX: '), 0, 20);
  const startMs = performance.now();
  expect(() => {
    for (let i = 0; i < 200; i++) reader.feed(piece, 0, piece.length);
  }).toThrow('net/http: server response headers exceeded 10485760 bytes; aborted');
  expect(performance.now() - startMs).toBeLessThan(5000);
});

test('believes an announced length only as far as bytes come', () => {
  const outcome = read('HTTP/1.1 200 OK\r\nContent-Length: 999999999999\r\n\r\nshort');
  expect(outcome).toMatchObject({ body: 'short', error: 'unexpected EOF' });
});
