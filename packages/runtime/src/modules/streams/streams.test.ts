import { expect, test } from 'vitest';
import { liveRun } from '../live-vu.fixture.ts';
import { streamsModule } from './streams-module.ts';

const HEAD = `
  import { ReadableStream, ReadableStreamDefaultReader, WritableStream, WritableStreamDefaultWriter, CountQueuingStrategy } from 'k6/experimental/streams';
  const tell = async (work) => {
    try { console.log(JSON.stringify(await work())); } catch (e) { console.log(String(e)); }
  };
  const drain = async (stream) => {
    const reader = stream.getReader();
    const chunks = [];
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return chunks.join();
      chunks.push(value);
    }
  };`;

const run = (body: string) => liveRun(body, { modules: [streamsModule] }, HEAD);

test('chunks come in order, from start and from pull, until the source closes', async () => {
  const lines = await run(`
    let n = 2;
    const stream = new ReadableStream({
      start(controller) { controller.enqueue(1); controller.enqueue(2); },
      async pull(controller) {
        await new Promise((done) => setTimeout(done, 1));
        if (n === 4) controller.close(); else controller.enqueue(++n);
      },
    });
    console.log(stream.locked, await drain(stream), stream.locked);`);
  expect(lines).toEqual(['false 1,2,3,4 true']);
});

test('pull is called as long as there is room', async () => {
  const lines = await run(`
    let pulls = 0;
    const stream = new ReadableStream(
      { pull(controller) { controller.enqueue(++pulls); } },
      new CountQueuingStrategy({ highWaterMark: 3 }),
    );
    await new Promise((done) => setTimeout(done, 5));
    console.log(pulls);
    const reader = stream.getReader();
    await reader.read();
    await new Promise((done) => setTimeout(done, 5));
    console.log(pulls);`);
  expect(lines).toEqual(['3', '4']);
});

test('sizes of chunks count against the high-water mark', async () => {
  const lines = await run(`
    new ReadableStream(
      { start(c) { console.log(c.desiredSize); c.enqueue('abc'); console.log(c.desiredSize); c.close(); console.log(c.desiredSize); } },
      { highWaterMark: 5, size: (chunk) => chunk.length },
    );`);
  expect(lines).toEqual(['5', '2', '2']);
});

test('an error reaches those who read, now and later', async () => {
  const lines = await run(`
    let controller;
    const stream = new ReadableStream({ start(c) { controller = c; } });
    const reader = stream.getReader();
    const waiting = reader.read();
    controller.error(new Error('broken'));
    await tell(() => waiting);
    await tell(() => reader.read());
    await tell(() => reader.closed);
    await tell(() => controller.enqueue(1));`);
  expect(lines).toEqual([
    'Error: broken',
    'Error: broken',
    'Error: broken',
    'TypeError: the stream is not in a state that permits enqueue',
  ]);
});

test('whatever pull throws is the error of the stream', async () => {
  expect(
    await run(`await tell(() => drain(new ReadableStream({ pull() { throw new RangeError('dry'); } })));`),
  ).toEqual(['RangeError: dry']);
});

test('cancelling tells the source and ends the stream', async () => {
  const lines = await run(`
    const stream = new ReadableStream({ start(c) { c.enqueue(1); }, cancel(reason) { console.log('cancelled', reason); } });
    const reader = stream.getReader();
    await reader.cancel('enough');
    await tell(() => reader.read());
    await tell(() => reader.closed);`);
  expect(lines).toEqual(['cancelled enough', '{"done":true}', 'undefined']);
});

test('a stream has one reader at a time', async () => {
  const lines = await run(`
    const stream = new ReadableStream({ start(c) { c.enqueue('x'); } });
    const first = stream.getReader();
    await tell(() => stream.getReader());
    await tell(() => stream.cancel());
    first.releaseLock();
    await tell(() => first.read());
    const second = new ReadableStreamDefaultReader(stream);
    await tell(() => second.read());`);
  expect(lines).toEqual([
    'TypeError: stream is locked',
    'TypeError: stream is locked',
    'TypeError: cannot read a reader that has released its lock',
    '{"value":"x","done":false}',
  ]);
});

test('a sink gets the chunks one at a time, and then its close', async () => {
  const lines = await run(`
    const stream = new WritableStream({
      start() { console.log('start'); },
      async write(chunk) { await new Promise((done) => setTimeout(done, 2)); console.log('write', chunk); },
      close() { console.log('close'); },
    });
    const writer = stream.getWriter();
    writer.write('a'); writer.write('b');
    await writer.close();
    await writer.closed;
    console.log('closed', stream.locked);
    await tell(() => writer.write('c'));`);
  expect(lines).toEqual([
    'start',
    'write a',
    'write b',
    'close',
    'closed true',
    'TypeError: the stream is closing or closed and cannot be written to',
  ]);
});

test('a full sink says so until it has room', async () => {
  const lines = await run(`
    let release;
    const stream = new WritableStream({ write: () => new Promise((done) => { release = done; }) });
    const writer = new WritableStreamDefaultWriter(stream);
    await writer.ready;
    console.log(writer.desiredSize);
    writer.write(1);
    console.log(writer.desiredSize);
    await new Promise((done) => setTimeout(done, 1));
    release();
    await writer.ready;
    console.log(writer.desiredSize);`);
  expect(lines).toEqual(['1', '0', '1']);
});

test('an error of the sink reaches everything that waits', async () => {
  const lines = await run(`
    const stream = new WritableStream({ write() { throw new Error('full'); } });
    const writer = stream.getWriter();
    const both = [writer.write(1), writer.write(2)];
    for (const one of both) await tell(() => one);
    await tell(() => writer.closed);
    await tell(() => writer.ready);
    await tell(() => writer.write(3));
    await tell(() => writer.close());`);
  expect(lines).toEqual([
    'Error: full',
    'Error: full',
    'Error: full',
    'Error: full',
    'Error: full',
    'TypeError: the stream is errored and cannot be closed',
  ]);
});

test('aborting drops what is queued and tells the sink', async () => {
  const lines = await run(`
    const stream = new WritableStream({ write() {}, abort(reason) { console.log('abort', reason); } });
    const writer = stream.getWriter();
    await writer.ready;
    await writer.abort('stop');
    await tell(() => writer.write(1));
    await tell(() => writer.closed);`);
  expect(lines).toEqual(['abort stop', 'stop', 'stop']);
});

test('the controller of a sink can end the stream with an error', async () => {
  const lines = await run(`
    let controller;
    const stream = new WritableStream({ start(c) { controller = c; } });
    const writer = stream.getWriter();
    await writer.ready;
    controller.error('spoilt');
    await tell(() => writer.write(1));
    await tell(() => writer.closed);`);
  expect(lines).toEqual(['spoilt', 'spoilt']);
});

test.each([
  [`new ReadableStream({ type: 'bytes' })`, "NotSupportedError: 'bytes' stream is not supported yet"],
  [`new ReadableStream().tee()`, "NotSupportedError: 'tee()' is not supported yet"],
  [`ReadableStream()`, "TypeError: Class constructor ReadableStream cannot be invoked without 'new'"],
  [`new WritableStream({ type: 'x' })`, "RangeError: 'type' is not supported by WritableStream"],
  [`new ReadableStream({ pull: 5 })`, 'TypeError: pull must be a function'],
  [`new ReadableStream({}, { highWaterMark: -1 })`, 'RangeError: invalid highWaterMark'],
  [`new ReadableStreamDefaultReader({})`, 'TypeError: a reader needs a ReadableStream'],
  [`new ReadableStream({ start() { throw new Error('no start'); } })`, 'Error: no start'],
  [
    `ReadableStreamDefaultReader.prototype.read.call({})`,
    'TypeError: read was used on something that is no ReadableStreamDefaultReader',
  ],
])('%s is refused', async (code, refusal) => {
  expect(await run(`await tell(() => ${code});`)).toEqual([refusal]);
});
