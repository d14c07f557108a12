import { expect, test } from 'vitest';
import { targetOf } from '../transport.fixture.ts';
import type { WireRequest } from '../transport.ts';
import { HpackEncoder } from './hpack/hpack-encoder.ts';
import { RequestBlocks } from './request-blocks.ts';

const HEADERS = [['User-Agent', 'a browser']] as const;

function requestTo(url: string, change: Partial<WireRequest> = {}): WireRequest {
  return {
    method: 'GET',
    target: targetOf(url),
    headers: HEADERS,
    body: null,
    sendZeroLength: false,
    deadlineMs: 0,
    discardBody: false,
    ...change,
  };
}

test('the head of a request is made anew until the table holds its fields, then sent again as it is', () => {
  const blocks = new RequestBlocks(new HpackEncoder(4096));
  const requests = ['https://a.test/', 'https://a.test/b', 'https://a.test/c'].map((url) => requestTo(url));
  for (let round = 0; round < 2; round++) for (const request of requests) blocks.headOf(request, Infinity);
  const heads = requests.map((request) => blocks.headOf(request, Infinity));
  expect(requests.map((request) => blocks.headOf(request, Infinity))).toEqual(heads);
  requests.forEach((request, i) => {
    expect(blocks.headOf(request, Infinity)).toBe(heads[i]);
  });
});

test('a head that was kept is not used for a request that differs', () => {
  const blocks = new RequestBlocks(new HpackEncoder(4096));
  const request = requestTo('https://a.test/');
  for (let i = 0; i < 3; i++) blocks.headOf(request, Infinity);
  const kept = blocks.headOf(request, Infinity);
  const others: Partial<WireRequest>[] = [
    { method: 'HEAD' },
    { host: 'b.test' },
    { headers: [['User-Agent', 'another']] },
    { sendZeroLength: true },
    { body: Buffer.from('x') },
    { body: Buffer.alloc(0) },
  ];
  for (const change of others) {
    expect(blocks.headOf({ ...request, ...change }, Infinity)?.parts).not.toEqual(kept?.parts);
  }
  expect(blocks.headOf(request, 20)).toBeUndefined();
});

test('a head that tells of a smaller table is sent once', () => {
  const encoder = new HpackEncoder(4096);
  const blocks = new RequestBlocks(encoder);
  const request = requestTo('https://a.test/');
  for (let i = 0; i < 3; i++) blocks.headOf(request, Infinity);
  encoder.limitTable(0);
  const first = blocks.headOf(request, Infinity);
  const second = blocks.headOf(request, Infinity);
  expect(second?.parts[1]).toBe(first?.parts[1]?.slice(1));
  expect(blocks.headOf(request, Infinity)).toBe(second);
});
