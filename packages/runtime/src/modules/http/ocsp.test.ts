import { expect, test } from 'vitest';
import { ocspInfoOf, parseOcspResponse } from './ocsp.ts';

function der(tag: number, ...parts: readonly (Buffer | string)[]): Buffer {
  const content = Buffer.concat(parts.map((part) => Buffer.from(part as string)));
  const length =
    content.length < 0x80 ? [content.length] : [0x82, content.length >> 8, content.length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}

const time = (text: string) => der(0x18, text);

function staple(certStatus: Buffer, ...nextUpdate: readonly Buffer[]): Buffer {
  const single = der(0x30, der(0x30, 'x'.repeat(200)), certStatus, time('20260101000000Z'), ...nextUpdate);
  const data = der(0x30, der(0xa1, 'name'), time('20260102000000Z'), der(0x30, single));
  const basic = der(0x30, data, der(0x30, ''), der(0x03, 'signature'));
  return der(0x30, der(0x0a, '\0'), der(0xa0, der(0x30, der(0x06, 'oid'), der(0x04, basic))));
}

test('a good certificate has its times and no revocation', () => {
  expect(parseOcspResponse(staple(der(0x80), der(0xa0, time('20260108000000Z'))))).toEqual({
    produced_at: 1767312000,
    this_update: 1767225600,
    next_update: 1767830400,
    revoked_at: -62135596800,
    revocation_reason: 'unspecified',
    status: 'good',
  });
});

test('a revoked certificate has its time and reason', () => {
  const revoked = der(0xa1, time('20251231235959Z'), der(0xa0, der(0x0a, '\x01')));
  expect(parseOcspResponse(staple(revoked))).toMatchObject({
    next_update: -62135596800,
    revoked_at: 1767225599,
    revocation_reason: 'key_compromise',
    status: 'revoked',
  });
});

test('a responder that failed, a broken staple and a missing one say so', () => {
  expect(parseOcspResponse(der(0x30, der(0x0a, '\x02'))).status).toBe('server_failed');
  expect(parseOcspResponse(staple(der(0x80)).subarray(0, 100)).status).toBe('unknown');
  const tls = { version: 'tls1.3', cipherSuite: 'X' };
  expect(ocspInfoOf({ ...tls, ocspStaple: undefined }).status).toBe('unknown');
  expect(ocspInfoOf(undefined).status).toBe('');
});
