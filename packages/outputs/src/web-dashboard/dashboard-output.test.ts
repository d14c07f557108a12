import { once } from 'node:events';
import { createServer } from 'node:net';
import { gunzipSync } from 'node:zlib';
import type { RunOutcome } from '@squall/core';
import { expect, test } from 'vitest';
import { createOutput } from '../create-output.ts';
import { makeContext, makeFolder, NOTHING_KNOWN, recordSamples } from '../recorded-samples.fixture.ts';

const SAMPLES = [
  { metric: 'http_reqs', value: 1, timeMs: 1_000 },
  { metric: 'http_req_duration', type: 'trend', contains: 'time', value: 120, timeMs: 1_000 },
  { metric: 'http_reqs', value: 1, timeMs: 3_000 },
  { metric: 'checks', type: 'rate', value: 1, timeMs: 3_000, tags: { check: '<b>ok</b>', group: '' } },
] as const;
const FAILED: RunOutcome = {
  ending: 'finished',
  hasFailed: true,
  thresholds: { http_reqs: { 'count>5': true } },
};
const TEST = { name: 'shop.js', maxVUs: 1, maxDurationMs: 1, thresholds: { http_reqs: ['count>5'] } };

const urlOf = (description: string): string => /http:[^)]+/.exec(description)?.[0] ?? '';

test('shows the run while it goes on, and how it ended to those who look', async () => {
  const output = await createOutput('web-dashboard=port=0&period=20ms', makeContext({ test: TEST }).context);
  await output.open?.();
  await output.start(NOTHING_KNOWN);
  const url = urlOf(output.description);
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect((await fetch(`${url}/else`)).status).toBe(404);
  const page = await fetch(url);
  const text = await page.text();
  expect(text).toContain('<title>shop.js</title>');
  expect(text).toContain("default-src 'none'");

  const answer = await fetch(`${url}/events`);
  expect(answer.headers.get('content-type')).toBe('text/event-stream');
  const reader = (answer.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream()).getReader();
  let seen = '';
  const until = async (part: string) => {
    while (!seen.includes(part)) {
      const { value, done } = await reader.read();
      if (done) throw new Error(`${part} never came, but ${seen}`);
      seen += value;
    }
  };
  await until('event: content');
  await output.receive(recordSamples(SAMPLES));
  await until('&lt;b&gt;ok&lt;/b&gt;');
  expect(seen).not.toContain('<b>ok</b>');
  const stopped = output.stop(FAILED);
  await until('event: stop');
  await until('✗ failed');
  await stopped;
  await expect(fetch(url)).rejects.toThrow();
});

test('writes the page to one file without any script', async () => {
  await using folder = await makeFolder();
  const { context } = makeContext({
    test: TEST,
    workingDirectory: folder.path,
    env: { K6_WEB_DASHBOARD_PORT: '-1', K6_WEB_DASHBOARD_EXPORT: 'run.html.gz' },
  });
  const output = await createOutput('web-dashboard', context);
  await output.open?.();
  await output.start(NOTHING_KNOWN);
  await output.receive(recordSamples(SAMPLES));
  await output.stop(FAILED);
  const page = gunzipSync(await folder.read('run.html.gz')).toString();
  expect(page).toContain('✗ failed');
  expect(page).toContain('count&gt;5');
  expect(page).not.toContain('<script');
  expect(page).not.toMatch(/(src|href)="(?!data:)/);
});

test('a report that cannot be written is logged', async () => {
  const { context, logged } = makeContext({ workingDirectory: '/nonexist' });
  const output = await createOutput('web-dashboard=port=-1&export=run.html', context);
  await output.start(NOTHING_KNOWN);
  await output.stop(FAILED);
  expect(logged).toEqual([
    ['error', expect.any(String), { error: 'open run.html: no such file or directory' }],
  ]);
});

test('a port that somebody chose must be free', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const output = await createOutput(`web-dashboard=port=${port}`, makeContext().context);
  await expect(output.open?.()).rejects.toThrow(
    `could not start the 'web-dashboard' output: listen 127.0.0.1:${port}: `,
  );
  server.close();
  await once(server, 'close');
});

test.each([
  ['port=x', 'port: must be a whole number, got "x"'],
  ['port=70000', 'port must be at most 65535, got 70000'],
  ['period=0s', 'period must be positive'],
  ['tag=group', 'the setting "tag" is not supported'],
  ['colour=red', 'unknown key "colour"'],
])('refuses %s', async (argument, message) => {
  await expect(createOutput(`web-dashboard=${argument}`, makeContext().context)).rejects.toThrow(message);
});
