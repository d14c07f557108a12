import { expect, test } from 'vitest';
import { controllerSocketUrl, readControllerUrl } from './controller-url.ts';

test.each([
  ['http://10.0.0.5:6464', 'http://10.0.0.5:6464'],
  ['https://load.example.com/', 'https://load.example.com'],
  ['https://example.com/load/', 'https://example.com/load'],
  ['load.example.com', 'http://load.example.com:6464'],
  ['[::1]:80', 'http://[::1]:80'],
  ['8080', 'http://127.0.0.1:8080'],
])('the controller at %s is %s', (text, url) => {
  expect(readControllerUrl(text, '--host')).toBe(url);
});

test.each([
  ['http://10.0.0.5:6464', 'ws://10.0.0.5:6464'],
  ['https://load.example.com', 'wss://load.example.com'],
  ['wss://load.example.com', 'wss://load.example.com'],
  ['10.0.0.5', 'ws://10.0.0.5:6464'],
])('agents of the controller at %s connect to %s', (text, url) => {
  expect(controllerSocketUrl(text)).toBe(url);
});

test.each(['ftp://x', 'http://', 'https://me:secret@x', 'http://x?a=1', 'a b'])(
  '%s is not the address of a controller',
  (text) => {
    expect(() => readControllerUrl(text, '--host')).toThrow(/^--host must be/);
  },
);
