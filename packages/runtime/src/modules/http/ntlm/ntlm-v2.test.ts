import { expect, test } from 'vitest';
import { lmResponse, ntlmV2Key, ntResponse } from './ntlm-v2.ts';

// MS-NLMP 4.2.1 and 4.2.4: the common values, and what must come of them.
const KEY = ntlmV2Key({ username: 'User', domain: 'Domain', password: 'Password' });
const CHALLENGE = {
  serverChallenge: Buffer.from('0123456789abcdef', 'hex'),
  clientChallenge: Buffer.from('aaaaaaaaaaaaaaaa', 'hex'),
  fileTime: 0n,
  targetInfo: Buffer.from(
    '02000c0044006f006d00610069006e0001000c005300650072007600650072000000 0000'.replaceAll(' ', ''),
    'hex',
  ),
};

test('the key of user, domain and password is that of the specification', () => {
  expect(KEY.toString('hex')).toBe('0c868a403bfd7a93a3001ef22ef02e3f');
});

test('the case of the user name does not matter, that of the domain does', () => {
  const key = (username: string, domain: string) => ntlmV2Key({ username, domain, password: 'Password' });
  expect(key('uSER', 'Domain')).toEqual(KEY);
  expect(key('User', 'DOMAIN')).not.toEqual(KEY);
});

test('the answer to a challenge is that of the specification', () => {
  const response = ntResponse(KEY, CHALLENGE).toString('hex');
  expect(response.slice(0, 32)).toBe('68cd0ab851e51c96aabc927bebef6a1c');
  expect(response.slice(32, 96)).toBe('01010000000000000000000000000000aaaaaaaaaaaaaaaa0000000002000c00');
});

test('the answer for LAN Manager is that of the specification', () => {
  expect(lmResponse(KEY, CHALLENGE).toString('hex')).toBe('86c35097ac9cec102554764a57cccc19aaaaaaaaaaaaaaaa');
});
