import { expect, test } from 'vitest';
import { Origins } from './origin.ts';
import { targetOf } from './transport.fixture.ts';

test('URLs of one scheme, host and port have one origin', () => {
  const origins = new Origins();
  const one = origins.originOf(targetOf('http://a.test/x'));
  expect(origins.originOf(targetOf('http://a.test:80/y'))).toBe(one);
  expect(origins.originOf(targetOf('https://a.test/x'))).not.toBe(one);
  expect(origins.originOf(targetOf('http://a.test:81/x'))).not.toBe(one);
});

test('a name is kept as it was written: errors show it', () => {
  const origins = new Origins();
  const target = targetOf('http://a.test/');
  expect(origins.originOf(target).hostname).toBe('a.test');
  expect(origins.originOf({ ...target, hostname: 'A.test' }).hostname).toBe('A.test');
});

test('only names go out as SNI', () => {
  const origins = new Origins();
  expect(origins.originOf(targetOf('https://a.test/')).serverName).toBe('a.test');
  expect(origins.originOf(targetOf('https://127.0.0.1/')).serverName).toBeUndefined();
  expect(origins.originOf(targetOf('https://[::1]/')).serverName).toBeUndefined();
});
