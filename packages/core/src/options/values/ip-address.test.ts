import fc from 'fast-check';
import { expect, test } from 'vitest';
import { localIPOfVU, localIPs } from './addresses.ts';
import { formatCIDR, formatIP, parseCIDR, parseIP } from './ip-address.ts';

test.each([
  ['1.2.3.4', '1.2.3.4'],
  ['::', '::'],
  ['::1', '::1'],
  ['2001:DB8::0:1', '2001:db8::1'],
  ['1:0:0:2:0:0:0:3', '1:0:0:2::3'],
  ['1:0:2:3:4:5:6:7', '1:0:2:3:4:5:6:7'],
  ['fe80:0:0:0:0:0:0:0', 'fe80::'],
  ['::ffff:1.2.3.4', '::ffff:102:304'],
])('reads %s', (text, normal) => {
  const ip = parseIP(text);
  expect(ip && formatIP(ip)).toBe(normal);
});

test.each([
  '',
  '1.2.3',
  '1.2.3.256',
  '01.2.3.4',
  '1.2.3.4.5',
  ':',
  ':::',
  '1:2',
  '1::2::3',
  '12345::',
  'g::',
  '1:2:3:4:5:6:7:8:9',
])('refuses %j', (text) => {
  expect(parseIP(text)).toBeUndefined();
});

test('reads every address it writes', () => {
  const addresses = fc.oneof(
    fc.record({ version: fc.constant(4 as const), value: fc.bigInt({ min: 0n, max: 2n ** 32n - 1n }) }),
    fc.record({ version: fc.constant(6 as const), value: fc.bigInt({ min: 0n, max: 2n ** 128n - 1n }) }),
    fc.array(fc.constantFrom(0n, 1n), { minLength: 8, maxLength: 8 }).map((groups) => ({
      version: 6 as const,
      value: groups.reduce<bigint>((value, group) => (value << 16n) | group, 0n),
    })),
  );
  fc.assert(
    fc.property(addresses, (ip) => {
      expect(parseIP(formatIP(ip))).toEqual(ip);
    }),
  );
});

test('reduces a network to its own address', () => {
  const cidr = parseCIDR('192.168.7.9/22');
  expect(cidr && formatCIDR(cidr)).toBe('192.168.4.0/22');
  expect(parseCIDR('1.2.3.4/33')).toBeUndefined();
  expect(parseCIDR('1.2.3.4')).toBeUndefined();
});

test('deals local addresses out to VUs in turn', () => {
  const pool = localIPs.fromEnv('10.0.0.1,10.1.0.0/30,fd00::1-fd00::2');
  const dealt = [0, 1, 2, 3, 4, 5, 6].map((vu) => pool && localIPOfVU(pool, vu));
  expect(dealt).toEqual(['10.0.0.1', '10.0.0.1', '10.1.0.1', '10.1.0.2', 'fd00::1', 'fd00::2', '10.0.0.1']);
});
