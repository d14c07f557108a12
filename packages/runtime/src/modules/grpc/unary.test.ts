import { expect, test } from 'vitest';
import { rawServer } from '../../transport/transport.fixture.ts';
import { type Behaviour, GrpcVU, startGrpcServer } from './grpc.fixture.ts';

const buy: Behaviour = async (call) => {
  const { item, count } = (await call.next()) as { item?: string; count?: number };
  call.send({ text: `${count ?? 0} ${item ?? 'nothing'}`, lines: [String(call.headers['x-who'])] });
  call.end(0, '', { 'x-tail': 'last', 'data-bin': Buffer.from('bytes').toString('base64') });
};

async function run(body: string, behaviours: Parameters<typeof startGrpcServer>[0] = { Buy: buy }) {
  await using server = await startGrpcServer(behaviours);
  using vu = new GrpcVU(body, { address: server.address });
  const lines = await vu.run();
  return { lines, vu, address: server.address };
}

test('a call gives the message with all its fields, headers, trailers and the status', async () => {
  const { lines, vu, address } = await run(`
    client.connect(ADDR, plaintext);
    const r = client.invoke('shop.Shop/Buy', { item: 'tea', count: 2 }, { metadata: { 'X-Who': 'me' }, tags: { part: 'p' } });
    console.log(r.status === grpc.StatusOK, r.status == 0, r.status === 0, String(r.status), typeof r.status);
    console.log(JSON.stringify(r.message), JSON.stringify(r.error));
    console.log(JSON.stringify(r.headers['x-head']), JSON.stringify(r.trailers));
    client.close();`);
  expect(lines).toEqual([
    'true true false OK object',
    '{"text":"2 tea","total":"0","lines":["me"],"at":null} null',
    '["one","two"] {"x-tail":["last"],"data-bin":["bytes"]}',
  ]);
  expect(vu.samplesOf('grpc_req_duration').map(({ tags }) => tags)).toEqual([
    {
      group: '',
      scenario: 'default',
      part: 'p',
      url: `${address}/shop.Shop/Buy`,
      service: 'shop.Shop',
      method: 'Buy',
      name: '/shop.Shop/Buy',
      status: '0',
    },
  ]);
  expect(vu.traffic.sent).toBeGreaterThan(100);
  expect(vu.traffic.received).toBeGreaterThan(100);
});

test('asyncInvoke gives promises that go side by side', async () => {
  const { lines } = await run(`
    client.connect(ADDR, plaintext);
    const both = await Promise.all(['a', 'b'].map((item) => client.asyncInvoke('/shop.Shop/Buy', { item })));
    console.log(both.map((r) => r.message.text).join());
    try { await client.asyncInvoke('shop.Shop/Nope', {}); } catch (e) { console.log(e.message); }`);
  expect(lines).toEqual(['0 a,0 b', 'method "/shop.Shop/Nope" not found in file descriptors']);
});

test('a failed call is an answer, not an exception', async () => {
  const { lines, vu } = await run(
    `client.connect(ADDR, plaintext);
    const r = client.invoke('shop.Shop/Buy', {});
    console.log(r.status === grpc.StatusNotFound, JSON.stringify(r));`,
    { Buy: (call) => call.end(5, 'no “tea”', { 'x-why': 'sold' }) },
  );
  expect(lines).toEqual([
    'true {"message":{"text":"","total":"0","lines":[],"at":null},"error":{"code":5,"message":"no “tea”","details":[]},' +
      '"headers":{"content-type":["application/grpc"],"x-head":["one","two"],"date":["today"]},"trailers":{"x-why":["sold"]},"status":5}',
  ]);
  expect(vu.samplesOf('grpc_req_duration')[0]?.tags.status).toBe('5');
});

test.each([
  [
    'a head alone',
    (call) => call.refuse({ ':status': 200, 'grpc-status': 7, 'grpc-message': 'go away' }),
    '7 go away',
  ],
  [
    'an HTTP error',
    (call) => call.refuse({ ':status': 503, 'content-type': 'text/html' }),
    '14 unexpected HTTP status code received from server: 503; transport: received unexpected content-type "text/html"',
  ],
  ['a lost connection', (call) => call.hangUp(), '14 error reading from server: EOF'],
] satisfies [string, Behaviour, string][])('%s is a status', async (_, behaviour, expected) => {
  const { lines } = await run(
    `client.connect(ADDR, plaintext);
    const { error } = client.invoke('shop.Shop/Buy', {});
    console.log(error.code, error.message);`,
    { Buy: behaviour },
  );
  expect(lines).toEqual([expected]);
});

test('a lost connection is made anew by the next call', async () => {
  let calls = 0;
  const { lines } = await run(
    `client.connect(ADDR, plaintext);
    for (let i = 0; i < 2; i++) console.log(String(client.invoke('shop.Shop/Buy', { item: 'x' }).status));`,
    { Buy: (call) => (calls++ === 0 ? call.hangUp() : buy(call)) },
  );
  expect(lines).toEqual(['Unavailable', 'OK']);
});

test('calls that find the connection gone share one new connection', async () => {
  let calls = 0;
  await using server = await startGrpcServer({
    Buy: (call) => (calls++ === 0 ? call.hangUp() : buy(call)),
  });
  using vu = new GrpcVU(
    `client.connect(ADDR, plaintext);
    client.invoke('shop.Shop/Buy', {});
    const all = await Promise.all([1, 2, 3].map(() => client.asyncInvoke('shop.Shop/Buy', {})));
    console.log(all.map((r) => String(r.status)).join());`,
    { address: server.address },
  );
  expect(await vu.run()).toEqual(['OK,OK,OK']);
  expect(server.sockets).toHaveLength(2);
});

test('an answer that is no message ends the call with a status', async () => {
  const { lines, vu } = await run(
    `client.connect(ADDR, plaintext);
    const r = client.invoke('shop.Shop/Buy', {});
    console.log(String(r.status), r.error.message, JSON.stringify(r.message.text));
    attempt(() => client.healthCheck());`,
    {
      Buy: (call) => call.sendBytes(Buffer.from('0aff', 'hex')),
      Check: (call) => call.sendBytes(Buffer.from('0aff', 'hex')),
    },
  );
  const text = 'grpc: failed to unmarshal the received message: proto: cannot parse invalid wire-format data';
  expect(lines).toEqual([`Internal ${text} ""`, `GoError: rpc error: code = Internal desc = ${text}`]);
  expect(vu.samplesOf('grpc_req_duration')[0]?.tags.status).toBe('13');
});

test('a call ends at its deadline, which the server is told', async () => {
  let timeout: unknown;
  const { lines } = await run(
    `client.connect(ADDR, plaintext);
    const r = client.invoke('shop.Shop/Buy', {}, { timeout: '80ms' });
    console.log(r.status === grpc.StatusDeadlineExceeded, r.error.message);`,
    {
      Buy: (call) => {
        timeout = call.headers['grpc-timeout'];
      },
    },
  );
  expect(lines).toEqual(['true context deadline exceeded']);
  expect(timeout).toBe('80m');
});

test('compressed answers are understood, large ones refused', async () => {
  const { lines } = await run(
    `client.connect(ADDR, plaintext);
    console.log(client.invoke('shop.Shop/Buy', {}).message.text.length);
    client.connect(ADDR, { plaintext: true, maxReceiveSize: 100 });
    console.log(client.invoke('shop.Shop/Buy', {}).error.message);
    client.connect(ADDR, { plaintext: true, maxSendSize: 3 });
    console.log(client.invoke('shop.Shop/Buy', { item: 'long' }).error.message);
    console.log(client.invoke('shop.Shop/Buy', {}, { discardResponseMessage: true }).message);`,
    {
      Buy: (call) => {
        call.send({ text: 'x'.repeat(5000) }, true);
        call.end();
      },
    },
  );
  expect(lines).toEqual([
    '5000',
    'grpc: received message after decompression larger than max 100',
    'trying to send message larger than max (6 vs. 3)',
    'null',
  ]);
});

test('health is asked for by service', async () => {
  const { lines, vu } = await run(
    `client.connect(ADDR, plaintext);
    const { status } = client.healthCheck('shop.Shop');
    console.log(status === grpc.HealthCheckServing, String(status), JSON.stringify(status));
    attempt(() => client.healthCheck('nope'));`,
    {
      Check: async (call) => {
        const { service } = (await call.next()) as { service: string };
        if (service === 'nope') return call.end(5, 'unknown service');
        call.send({ status: 'SERVING' });
        call.end();
      },
    },
  );
  expect(lines).toEqual(['true SERVING 1', 'GoError: rpc error: code = NotFound desc = unknown service']);
  expect(vu.samplesOf('grpc_req_duration').map(({ tags }) => tags)).toEqual([
    { group: '', scenario: 'default', status: '0' },
    { group: '', scenario: 'default', status: '5' },
  ]);
});

test.each([
  [`client.invoke('shop.Shop/Buy', {})`, 'no gRPC connection, you must call connect first', true],
  [`client.invoke('', {})`, 'method to invoke cannot be empty'],
  [`client.invoke('shop.Other/Buy', {})`, 'method "/shop.Other/Buy" not found in file descriptors'],
  [`client.invoke('shop.Shop/Buy')`, 'request cannot be nil'],
  [
    `client.invoke('shop.Shop/Buy', {}, { headers: {} })`,
    `invalid GRPC's client.invoke() parameters: unknown param: "headers"`,
  ],
  [
    `client.invoke('shop.Shop/Buy', {}, { metadata: { a: 5 } })`,
    `invalid GRPC's client.invoke() parameters: invalid metadata param: "a" value must be a string`,
  ],
  [
    `client.invoke('shop.Shop/Buy', {}, { metadata: { 'a-bin': 'x' } })`,
    `invalid GRPC's client.invoke() parameters: invalid metadata param: "a-bin" value must be binary`,
  ],
  [
    `client.invoke('shop.Shop/Buy', {}, { metadata: 5 })`,
    `invalid GRPC's client.invoke() parameters: invalid metadata param: must be an object with key-value pairs`,
  ],
  [
    `client.invoke('shop.Shop/Buy', { nope: 1 })`,
    'unable to serialise request object to protocol buffer: proto: (line 1:2): unknown field "nope"',
  ],
  [
    `client.invoke('shop.Shop/Buy', { count: 'x' })`,
    'unable to serialise request object to protocol buffer: proto: (line 1:10): invalid value for int32 field count: "x"',
  ],
  [
    `const o = {}; o.o = o; client.invoke('shop.Shop/Buy', o)`,
    'unable to normalize number strings: cyclic reference to an object found',
  ],
  [
    `client.connect('127.0.0.1:1', { foo: 1 })`,
    'invalid grpc.connect() parameters: unknown connect param: "foo"',
  ],
  [
    `client.connect('127.0.0.1:1', { plaintext: 'yes' })`,
    `invalid grpc.connect() parameters: invalid plaintext value: '"yes"', it needs to be boolean`,
  ],
  [
    `client.connect('127.0.0.1:1', plaintext)`,
    'connection error: desc = "transport: error while dialing: dial tcp 127.0.0.1:1: connect: connection refused"',
  ],
  [
    `client.connect(ADDR)`,
    'context deadline exceeded: connection error: desc = "transport: authentication handshake failed: tls: first record does not look like a TLS handshake"',
  ],
  [`client.load([], 'shop.proto')`, 'load must be called in the init context'],
])('%s is refused', async (call, refusal, isUnconnected = false) => {
  const connect = isUnconnected ? '' : 'client.connect(ADDR, plaintext);';
  const { lines } = await run(
    `${connect} try { ${call}; } catch (e) { console.log(e.name + ': ' + e.message); }`,
  );
  expect(lines).toEqual([`GoError: ${refusal}`]);
});

test('null is no request', async () => {
  const { lines } = await run(
    `client.connect(ADDR, plaintext); attempt(() => client.invoke('shop.Shop/Buy', null));`,
  );
  expect(lines).toEqual(['TypeError: Cannot convert undefined or null to object']);
});

test('a server that never speaks HTTP/2 is given up in time', async () => {
  await using server = await rawServer(() => {});
  const address = `127.0.0.1:${server.port}`;
  using vu = new GrpcVU(`attempt(() => client.connect(ADDR, { plaintext: true, timeout: 60 }));`, {
    address,
  });
  expect(await vu.run()).toEqual(['GoError: context deadline exceeded']);
});

test('an interrupted iteration gives up the calls under way', async () => {
  let isClosed = false;
  await using server = await startGrpcServer({
    Buy: async (call) => {
      await call.next();
      await call.closed;
      isClosed = true;
    },
  });
  using vu = new GrpcVU(`client.connect(ADDR, plaintext); await client.asyncInvoke('shop.Shop/Buy', {});`, {
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
