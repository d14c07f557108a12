import { expect, test } from 'vitest';
import { GrpcVU, startGrpcServer } from './grpc.fixture.ts';

async function run(body: string, behaviours: Parameters<typeof startGrpcServer>[0]) {
  await using server = await startGrpcServer(behaviours);
  using vu = new GrpcVU(`client.connect(ADDR, plaintext); ${body}`, { address: server.address });
  const lines = await vu.run();
  const counted = (metric: string) => vu.samplesOf(metric).length;
  return { lines, vu, counted };
}

const LISTEN = `
  s.on('data', (m, { ts }) => console.log('data', m.text, typeof ts));
  s.on('error', (e) => console.log('error', String(e.code), e.message));
  s.on('end', () => console.log('end'));`;

test('a server streams to the script', async () => {
  const { lines, vu, counted } = await run(
    `const s = new Stream(client, 'shop.Shop/Watch', { tags: { part: 'p' } }); ${LISTEN}
    s.write({ item: 'tea' });
    s.end();`,
    {
      Watch: async (call) => {
        const { item } = (await call.next()) as { item: string };
        for (const n of [1, 2]) call.send({ text: `${item} ${n}` });
        call.end();
      },
    },
  );
  expect(lines).toEqual(['data tea 1 number', 'data tea 2 number', 'end']);
  expect(counted('grpc_streams_msgs_sent')).toBe(1);
  expect(counted('grpc_streams_msgs_received')).toBe(2);
  expect(vu.samplesOf('grpc_streams')[0]?.tags).toMatchObject({ part: 'p', method: 'Watch' });
  expect(vu.samplesOf('grpc_req_duration')[0]?.tags).toMatchObject({ part: 'p', status: '0' });
});

test('a script streams to the server; the one answer is counted with its status', async () => {
  const { lines, vu } = await run(
    `const s = new Stream(client, 'shop.Shop/Sum'); ${LISTEN}
    for (const count of [1, 2, 3]) s.write({ count });
    s.end();
    s.write({ count: 9 });`,
    {
      Sum: async (call) => {
        let total = 0;
        for (let order = await call.next(); order !== undefined; order = await call.next()) {
          total += (order as { count: number }).count;
        }
        call.send({ text: String(total) });
        call.end();
      },
    },
  );
  expect(lines).toEqual(['data 6 number', 'end']);
  expect(vu.samplesOf('grpc_streams_msgs_received')[0]?.tags.status).toBe('0');
});

test('a message that is none ends the stream with a status', async () => {
  const { lines, counted } = await run(
    `const s = new Stream(client, 'shop.Shop/Watch'); ${LISTEN}
    s.write({ item: 'tea' });`,
    {
      Watch: (call) => {
        call.send({ text: 'good' });
        call.sendBytes(Buffer.from('0aff', 'hex'));
      },
    },
  );
  expect(lines).toEqual([
    'data good number',
    'error Internal grpc: failed to unmarshal the received message: proto: cannot parse invalid wire-format data',
    'end',
  ]);
  expect(counted('grpc_streams_msgs_received')).toBe(1);
});

test('both sides talk in turn', async () => {
  const { lines } = await run(
    `const s = new Stream(client, 'shop.Shop/Talk');
    s.on('data', (m) => { console.log(m.text); if (m.text === 'heard b') s.end(); else s.write({ item: 'b' }); });
    await new Promise((done) => { s.on('end', done); s.write({ item: 'a' }); });
    console.log('over');`,
    {
      Talk: async (call) => {
        for (let order = await call.next(); order !== undefined; order = await call.next()) {
          call.send({ text: `heard ${(order as { item: string }).item}` });
        }
        call.end();
      },
    },
  );
  expect(lines).toEqual(['heard a', 'heard b', 'over']);
});

test('an error comes before the end, or is warned of when nobody listens', async () => {
  const fail = { Watch: (call: { end(code: number, message: string): void }) => call.end(5, 'gone') };
  const heard = await run(`const s = new Stream(client, 'shop.Shop/Watch'); ${LISTEN}`, fail);
  expect(heard.lines).toEqual(['error NotFound gone', 'end']);
  const unheard = await run(`new Stream(client, 'shop.Shop/Watch');`, fail);
  expect(unheard.lines).toEqual(['warning: no handlers for error registered, but an error happened: gone']);
});

test('what is no message ends the stream', async () => {
  const { lines } = await run(
    `const s = new Stream(client, 'shop.Shop/Talk'); ${LISTEN} s.write({ nope: 1 });`,
    { Talk: () => {} },
  );
  expect(lines).toEqual([
    `error Unknown can't serialise request object to protocol buffer: proto: (line 1:2): unknown field "nope"`,
    'end',
  ]);
});

test('an interrupted iteration ends its streams', async () => {
  let isClosed = false;
  await using server = await startGrpcServer({
    Talk: async (call) => {
      await call.next();
      isClosed = true;
    },
  });
  using vu = new GrpcVU(`client.connect(ADDR, plaintext); new Stream(client, 'shop.Shop/Talk');`, {
    address: server.address,
  });
  await vu.init();
  const ended = vu.call();
  await new Promise((resolve) => setTimeout(resolve, 80));
  vu.loop.interrupt();
  expect((await ended).kind).toBe('interrupted');
  await new Promise((resolve) => setTimeout(resolve, 40));
  expect(isClosed).toBe(true);
});

test.each([
  [`new Stream()`, "invalid GRPC Stream's client: empty gRPC client"],
  [`new Stream({}, 'a/b')`, "invalid GRPC Stream's client: not a gRPC client"],
  [
    `new Stream(new Client(), 'a/b')`,
    "invalid GRPC Stream's client: no gRPC connection, you must call connect first",
  ],
  [
    `new Stream(client, 'a.B/c')`,
    `invalid GRPC Stream's method: method "/a.B/c" not found in file descriptors`,
  ],
  [
    `new Stream(client, 'shop.Shop/Talk', { foo: 1 })`,
    `invalid GRPC Stream's parameters: unknown param: "foo"`,
  ],
])('%s is refused', async (call, refusal) => {
  const { lines } = await run(`attempt(() => ${call});`, {});
  expect(lines).toEqual([`GoError: ${refusal}`]);
});

test('unknown events and empty messages are warned of', async () => {
  const { lines } = await run(
    `const s = new Stream(client, 'shop.Shop/Talk');
    s.on('foo', () => {});
    s.write(null);
    attempt(() => s.on('data', 5));
    s.end();`,
    { Talk: (call) => call.end() },
  );
  expect(lines).toEqual([
    "warning: can't register foo event handler: unknown GRPC stream's event type: foo",
    "warning: can't send empty message",
    `GoError: handler for "data" event isn't a callable function`,
  ]);
});
