import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { install } from './installation.fixture.ts';

async function installWithPages() {
  const folder = mkdtempSync(join(tmpdir(), 'squall-web-'));
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Pages</title>');
  writeFileSync(join(folder, 'secret.txt'), 'not a page');
  writeFileSync(join(folder, 'assets/index-abc.js'), 'export {}');
  const installation = await install({ webFolder: folder });
  return {
    get: (url: string, accept: string) =>
      installation.call(null, { method: 'GET', url, headers: { accept } }),
    async [Symbol.asyncDispose]() {
      await installation[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true });
    },
  };
}

test.each(['/', '/runs/12?tab=logs', '/projects/1/tests'])(
  'a browser gets the document at %s',
  async (url) => {
    await using site = await installWithPages();
    const answer = await site.get(url, 'text/html,*/*');
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-type']).toContain('text/html');
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.headers['content-security-policy']).toContain("default-src 'self'");
  },
);

test('files of the pages may be kept for ever', async () => {
  await using site = await installWithPages();
  const answer = await site.get('/assets/index-abc.js', '*/*');
  expect(answer.statusCode).toBe(200);
  expect(answer.headers['content-type']).toContain('javascript');
  expect(answer.headers['cache-control']).toContain('immutable');
});

test.each([
  '/assets/../secret.txt',
  '/assets/%2e%2e/secret.txt',
  '/assets/..%2fsecret.txt',
  '/assets/..%5csecret.txt',
  '/assets/%252e%252e/secret.txt',
  '/assets/index-abc.js/../../secret.txt',
  '//assets/../secret.txt',
  '/secret.txt',
  '/assets/none.js',
  '/v1/none',
])('a program that asks for %s gets an error of the API', async (url) => {
  await using site = await installWithPages();
  const answer = await site.get(url, 'application/json');
  expect(answer.statusCode).toBe(404);
  expect(answer.json().error.code ?? answer.json().error.message).toBeTruthy();
});

test('a route of the API that does not exist is no page, not even for browsers', async () => {
  await using site = await installWithPages();
  expect((await site.get('/api/v1/none', 'text/html')).statusCode).toBe(404);
});
