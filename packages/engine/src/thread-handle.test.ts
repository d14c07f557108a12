import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { ThreadHandle, type ThreadNotice } from './thread-handle.ts';

/** A real thread that runs `code`, with `port` to the main thread. */
function startThread(code: string) {
  const notices: ThreadNotice[] = [];
  const worker = new Worker(`const { parentPort: port } = require('node:worker_threads'); ${code}`, {
    eval: true,
    resourceLimits: { maxOldGenerationSizeMb: 16 },
  });
  const handle = new ThreadHandle(worker, {
    name: 'worker-0',
    maxHeapMb: 16,
    onNotice: (notice) => notices.push(notice),
  });
  return { worker, handle, notices, [Symbol.asyncDispose]: () => handle[Symbol.asyncDispose]() };
}

const ANSWERING = `port.on('message', ({ type }) => port.postMessage(
  type === 'flush' ? { replyTo: type, type: 'flushed' } : { type: 'failed', request: type, error: { code: 'SCRIPT_EXCEPTION', message: 'init failed', hint: 'fix it' } }
));`;

test('a request gets its reply, and a refused one the error as it was thrown', async () => {
  await using thread = startThread(ANSWERING);
  expect(await thread.handle.request({ type: 'flush' })).toEqual({ replyTo: 'flush', type: 'flushed' });
  await expect(thread.handle.request({ type: 'init-vus' })).rejects.toMatchObject({
    message: 'init failed',
    hint: 'fix it',
    exitCode: 107,
  });
});

test('requests of several types may be under way; each gets its own reply', async () => {
  await using thread = startThread(`
    const types = [];
    port.on('message', ({ type }) => {
      types.push(type);
      if (types.length === 2) for (const replyTo of types.reverse()) port.postMessage({ replyTo, type: 'done' });
    });`);
  const replies = await Promise.all([
    thread.handle.request({ type: 'flush' }),
    thread.handle.request({ type: 'init-vus' }),
  ]);
  expect(replies.map(({ replyTo }) => replyTo)).toEqual(['flush', 'init-vus']);
});

test('what is no reply is a notice', async () => {
  await using thread = startThread(`port.postMessage({ type: 'abort-requested', reason: 'enough' });`);
  await once(thread.worker, 'message');
  expect(thread.notices).toEqual([{ type: 'abort-requested', reason: 'enough' }]);
});

test('a crash rejects the request under way and every later one', async () => {
  await using thread = startThread(`port.on('message', () => { throw new Error('a bug'); });`);
  await expect(thread.handle.request({ type: 'flush' })).rejects.toThrow('a bug');
  await expect(thread.handle.request({ type: 'init-vus' })).rejects.toThrow('a bug');
  expect(thread.handle.failure?.message).toBe('a bug');
});

test('a thread that used up its memory fails with what the user can do about it', async () => {
  await using thread = startThread(
    `port.on('message', () => { const kept = []; for (;;) kept.push(new Array(10000).fill(kept.length)); });`,
  );
  await expect(thread.handle.request({ type: 'flush' })).rejects.toMatchObject({
    code: 'SCRIPT_OUT_OF_MEMORY',
    message: 'the script used up the 16 MB of memory of its thread',
    hint: expect.stringContaining('SQUALL_THREAD_MEMORY_MB'),
  });
});

test('a thread in an endless loop can be ended, with the reason for whoever waits', async () => {
  await using thread = startThread(`port.on('message', () => { for (;;) {} });`);
  const waiting = thread.handle.request({ type: 'flush' });
  const refused = expect(waiting).rejects.toThrow('it hangs');
  await thread.handle.terminate(new Error('it hangs'));
  await refused;
  expect(thread.handle.failure?.message).toBe('it hangs');
});

test('a thread that ends by itself fails the request under way', async () => {
  await using thread = startThread(`port.on('message', () => process.exit(3));`);
  await expect(thread.handle.request({ type: 'flush' })).rejects.toThrow('worker thread worker-0 ended');
});
