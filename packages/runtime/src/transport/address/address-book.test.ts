import { VirtualClock } from '@squall/testkit';
import { expect, test } from 'vitest';
import type { DnsOptions } from '../connection-options.ts';
import { AddressBook, type Resolution } from './address-book.ts';
import { NameLookup } from './name-lookup.ts';

const DNS: DnsOptions = { ttlMs: 1000, select: 'first', policy: 'preferIPv4' };

function book(
  options: Partial<ConstructorParameters<typeof AddressBook>[0]> & { dns?: Partial<DnsOptions> } = {},
  names: Record<string, string[]> = {},
) {
  const asked: string[] = [];
  const clock = new VirtualClock();
  const lookup = new NameLookup({ ...DNS, ...options.dns }, clock, (hostname, callback) => {
    asked.push(hostname);
    const addresses = names[hostname];
    const error = Object.assign(new Error('not found'), { code: 'ENOTFOUND' });
    callback(addresses === undefined ? error : null, addresses ?? []);
  });
  const addresses = new AddressBook(
    { deniedTargets: [], hosts: {}, blockHostnames: [], blacklistIPs: [], ...options },
    lookup,
  );
  const resolve = (hostname: string, port = 80) =>
    new Promise<Resolution>((done) => addresses.resolve(hostname, port, done));
  return { resolve, asked, clock };
}

test('an address is dialled as it is', async () => {
  const { resolve, asked } = book();
  expect(await resolve('127.0.0.1', 81)).toEqual({ ip: '127.0.0.1', port: 81 });
  expect(await resolve('::1', 82)).toEqual({ ip: '::1', port: 82 });
  expect(asked).toEqual([]);
});

test('hosts maps names, names with ports and patterns; the port of an entry wins', async () => {
  const { resolve } = book({
    hosts: {
      'app.test': '1.2.3.4',
      'app.test:8080': '1.2.3.5:9',
      '*.wild.test': '[::2]:7',
      'six.test': '::3',
      'UPPER.test': '1.1.1.1',
    },
  });
  expect(await resolve('app.test')).toEqual({ ip: '1.2.3.4', port: 80 });
  expect(await resolve('app.test', 8080)).toEqual({ ip: '1.2.3.5', port: 9 });
  expect(await resolve('a.b.wild.test')).toEqual({ ip: '::2', port: 7 });
  expect(await resolve('six.test')).toEqual({ ip: '::3', port: 80 });
  expect(await resolve('upper.TEST')).toEqual({ ip: '1.1.1.1', port: 80 });
  expect((await resolve('wild.test')).failure?.code).toBe(1101);
});

test('blocked names are refused before hosts is looked at', async () => {
  const { resolve } = book({
    hosts: { 'exact.test': '1.2.3.4' },
    blockHostnames: ['*.blocked.test', 'exact.test'],
  });
  expect((await resolve('EXACT.test')).failure).toEqual({
    code: 1111,
    short: 'hostname is blocked',
    full: 'hostname (EXACT.test) is in a blocked pattern (exact.test)',
  });
  expect((await resolve('x.blocked.test')).failure?.full).toContain('(*.blocked.test)');
});

test('a blacklist holds for addresses however they were found', async () => {
  const { resolve } = book(
    { hosts: { 'ten.test': '10.1.2.3:80' }, blacklistIPs: ['10.0.0.0/8', 'fd00::/8', '192.0.2.7/32'] },
    { 'dns.test': ['10.9.9.9'] },
  );
  for (const host of ['10.1.2.3', 'ten.test']) {
    expect((await resolve(host)).failure).toEqual({
      code: 1110,
      short: 'ip is blacklisted',
      full: 'IP (10.1.2.3) is in a blacklisted range (10.0.0.0/8)',
    });
  }
  expect((await resolve('dns.test')).failure?.code).toBe(1110);
  expect((await resolve('fd12::1')).failure?.code).toBe(1110);
  expect((await resolve('192.0.2.7')).failure?.code).toBe(1110);
  expect((await resolve('192.0.2.8')).failure).toBeUndefined();
  expect((await resolve('::ffff:10.1.1.1')).failure?.code).toBe(1110);
});

test('an unknown name is reported in the words of Go', async () => {
  const { failure } = await book().resolve('nowhere.test');
  expect(failure).toMatchObject({ code: 1101, short: 'lookup: no such host' });
  expect(failure?.full).toMatch(/^lookup nowhere\.test( on \S+:53)?: no such host$/);
});

test.each([
  { policy: 'preferIPv4', ip: '1.1.1.1' },
  { policy: 'preferIPv6', ip: '::1' },
  { policy: 'onlyIPv4', ip: '1.1.1.1' },
  { policy: 'onlyIPv6', ip: '::1' },
  { policy: 'any', ip: '::1' },
] as const)('policy $policy takes $ip', async ({ policy, ip }) => {
  const { resolve } = book({ dns: { policy } }, { 'both.test': ['::1', '1.1.1.1'] });
  expect(await resolve('both.test')).toEqual({ ip, port: 80 });
});

test('a preference falls back, an only-policy does not', async () => {
  const names = { 'six.test': ['::1'] };
  expect((await book({}, names).resolve('six.test')).failure).toBeUndefined();
  expect((await book({ dns: { policy: 'onlyIPv4' } }, names).resolve('six.test')).failure?.code).toBe(1101);
});

test('answers are kept for the ttl', async () => {
  const { resolve, asked, clock } = book({}, { 'a.test': ['1.1.1.1'] });
  await resolve('a.test');
  clock.spend(999);
  await resolve('a.test');
  expect(asked.length).toBe(1);
  clock.spend(1);
  await resolve('a.test');
  expect(asked.length).toBe(2);
});

test('a ttl of 0 asks every time, and round robin goes through the addresses', async () => {
  const none = book({ dns: { ttlMs: 0 } }, { 'a.test': ['1.1.1.1'] });
  await none.resolve('a.test');
  await none.resolve('a.test');
  expect(none.asked.length).toBe(2);
  const robin = book({ dns: { select: 'roundRobin' } }, { 'a.test': ['1.1.1.1', '1.1.1.2'] });
  const ips: unknown[] = [];
  for (let i = 0; i < 4; i++) ips.push(await robin.resolve('a.test'));
  expect(ips.map((found) => (found as { ip: string }).ip)).toEqual([
    '1.1.1.1',
    '1.1.1.2',
    '1.1.1.1',
    '1.1.1.2',
  ]);
});

test('callers that ask for the same name at once share one look-up', () => {
  let answer: (() => void) | undefined;
  let asked = 0;
  const lookup = new NameLookup(DNS, new VirtualClock(), (_hostname, callback) => {
    asked++;
    answer = () => callback(null, ['1.1.1.1']);
  });
  const found: string[] = [];
  for (let i = 0; i < 3; i++) lookup.find('a.test', (_failure, ip) => found.push(ip));
  answer?.();
  expect(asked).toBe(1);
  expect(found).toEqual(['1.1.1.1', '1.1.1.1', '1.1.1.1']);
});

test('a URL without a host name is not looked up', async () => {
  const { resolve, asked } = book();
  expect((await resolve('')).failure).toEqual({
    code: 1101,
    short: 'lookup: no such host',
    full: 'lookup : no such host',
  });
  expect(asked).toEqual([]);
});

test.each([
  ['bad.test', 'bad.test'],
  ['BAD.test.', 'bad.test'],
  ['a.b.inner.test', '*.inner.test'],
  ['b\u00fccher.test', 'xn--bcher-kva.test'],
  ['127.0.0.1', '127.0.0.0/8'],
  ['0.0.0.0', '127.0.0.0/8'],
  ['::', '127.0.0.0/8'],
  ['0:0::0', '127.0.0.0/8'],
  ['::ffff:0.0.0.0', '127.0.0.0/8'],
  ['::ffff:127.0.0.1', '127.0.0.0/8'],
  ['::ffff:7f00:1', '127.0.0.0/8'],
  ['192.0.2.7', '192.0.2.7'],
  ['fd00::1', 'fd00::/8'],
  ['fd00::1%lo', 'fd00::/8'],
  ['points.test', '127.0.0.0/8'],
  ['mapped.test', '127.0.0.0/8'],
])('%s is a denied target, whatever the script wants', async (host, entry) => {
  const deniedTargets = [
    'bad.test',
    '*.inner.test',
    'xn--bcher-kva.test',
    '127.0.0.0/8',
    '192.0.2.7',
    'fd00::/8',
  ];
  const { resolve } = book(
    { deniedTargets, hosts: { 'mapped.test': '127.0.0.1', 'bad.test': '1.1.1.1' } },
    { 'points.test': ['127.0.0.9'], 'good.test': ['192.0.2.8'], 'inner.test': ['192.0.2.8'] },
  );
  const { failure } = await resolve(host);
  expect([1110, 1111]).toContain(failure?.code);
  expect(failure?.full).toMatch(/^the controller forbids connections to /);
  expect(failure?.full).toContain(`list of denied targets has ${entry}`);
  for (const other of ['good.test', 'inner.test', '192.0.2.8', '128.0.0.1', 'fe80::1']) {
    expect((await resolve(other)).failure, other).toBeUndefined();
  }
});
