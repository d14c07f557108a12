import { expect, test } from 'vitest';
import { formatAddress, parseAddress } from './network-address.ts';

const DEFAULTS = { host: '0.0.0.0', port: 6566 };

test.each([
  { text: '10.0.0.5:7000', host: '10.0.0.5', port: 7000 },
  { text: 'load.example.com', host: 'load.example.com', port: 6566 },
  { text: ':7000', host: '0.0.0.0', port: 7000 },
  { text: '7000', host: '0.0.0.0', port: 7000 },
  { text: '127.0.0.1:0', host: '127.0.0.1', port: 0 },
  { text: '[::1]:7000', host: '::1', port: 7000 },
  { text: '[::]', host: '::', port: 6566 },
])('$text is port $port of $host', ({ text, host, port }) => {
  expect(parseAddress(text, '--listen', DEFAULTS)).toEqual({ host, port });
});

test.each(['', 'a:b', 'host:70000', '::1', 'host:1:2', 'a b', 'host/path:1'])('%j is no address', (text) => {
  expect(() => parseAddress(text, '--listen', DEFAULTS)).toThrow(`--listen must be host:port, got '${text}'`);
});

test('an address with colons is put in brackets', () => {
  expect(formatAddress({ host: '::1', port: 1 })).toBe('[::1]:1');
  expect(formatAddress({ host: '10.0.0.5', port: 1 })).toBe('10.0.0.5:1');
});
