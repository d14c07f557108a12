import { expect, test } from 'vitest';
import { SocketVU, startSocketServer } from '../websocket/socket-server.fixture.ts';

const script = (url: string, body: string) => `
  import ws from 'k6/ws';
  const URL = ${JSON.stringify(url)};
  export default function () { ${body} }`;

async function run(body: string, settings: ConstructorParameters<typeof SocketVU>[1] = {}) {
  await using server = await startSocketServer();
  using vu = new SocketVU(script(server.url, body), settings);
  const lines = await vu.run();
  await new Promise((resolve) => setTimeout(resolve, 20));
  return { lines, vu, requests: server.requests, closes: [...server.closes], url: server.url };
}

test('messages go both ways until the script closes', async () => {
  const { lines, vu, closes, url } = await run(`
    const res = ws.connect(URL + '/echo', (s) => {
      s.on('open', () => { s.send(5); s.sendBinary(new Uint8Array([1, 2]).buffer); s.send(); });
      s.on('message', (m) => { console.log(typeof m, m); if (m === '') s.close(); });
      s.on('binaryMessage', (m) => console.log(m instanceof ArrayBuffer, new Uint8Array(m).join()));
      s.on('close', (code) => console.log('closed', code));
    });
    console.log(res.status, res.url === URL + '/echo', res.headers.Upgrade, res.error === '');`);
  expect(lines).toEqual(['string 5', 'true 1,2', 'string ', 'closed 1001', '101 true websocket true']);
  expect(closes).toEqual(['1001']);
  expect(vu.valuesOf('ws_msgs_sent')).toEqual([1, 1, 1]);
  expect(vu.valuesOf('ws_msgs_received')).toEqual([1, 1, 1]);
  expect(vu.samples.filter(({ metric }) => metric === 'ws_session_duration')).toHaveLength(1);
  expect(vu.samples[0]).toEqual({
    metric: 'ws_sessions',
    value: 1,
    tags: { group: '', scenario: 'default', status: '101', subproto: '', url: `${url}/echo` },
  });
  expect(vu.traffic.sent).toBeGreaterThan(150);
  expect(vu.traffic.received).toBeGreaterThan(150);
});

test('the callback and then the open handlers run before anything else', async () => {
  const { lines } = await run(`
    ws.connect(URL + '/ping', (s) => {
      console.log('callback');
      s.on('ping', () => { console.log('ping'); s.close(); console.log('after close'); });
      s.on('open', () => console.log('open 1'));
      s.on('open', () => console.log('open 2'));
      s.on('close', () => console.log('close'));
    });`);
  expect(lines).toEqual(['callback', 'open 1', 'open 2', 'ping', 'close', 'after close']);
});

test('a ping is measured when its pong comes', async () => {
  const { vu } = await run(`ws.connect(URL + '/echo', (s) => {
    s.on('open', () => s.ping());
    s.on('pong', () => s.close());
  });`);
  expect(vu.valuesOf('ws_ping')).toHaveLength(1);
  expect(vu.valuesOf('ws_ping')[0]).toBeGreaterThan(0);
});

test.each([
  ['/close/1000', ['close 1000']],
  ['/close/4001', ['error websocket: close 4001: told so', 'close 4001']],
  ['/drop', ['error websocket: close 1006 (abnormal closure): unexpected EOF', 'close 1006']],
])('an end by the server at %s is told', async (path, expected) => {
  const { lines } = await run(`ws.connect(URL + '${path}', (s) => {
    s.on('open', () => s.send('x'));
    s.on('error', (e) => console.log('error', e.error()));
    s.on('close', (code) => console.log('close', code));
  });`);
  expect(lines).toEqual(expected);
});

test('sending after the end is an error of the socket, and counted', async () => {
  const { lines, vu } = await run(`ws.connect(URL + '/echo', (s) => {
    s.on('error', (e) => console.log(String(e)));
    s.close();
    s.send('late');
  });`);
  expect(lines).toEqual(['websocket: close sent']);
  expect(vu.valuesOf('ws_msgs_sent')).toEqual([1]);
});

test('timers belong to the socket and end with it', async () => {
  const { lines } = await run(`
    ws.connect(URL + '/echo', (s) => {
      let n = 0;
      s.setInterval(() => console.log('tick', ++n), 10);
      s.setTimeout(() => s.close(), 35);
      try { s.setTimeout(() => {}, 0); } catch (e) { console.log(e.message); }
    });
    console.log('done');`);
  expect(lines).toEqual([
    'setTimeout requires a >0 timeout parameter, received 0.00',
    'tick 1',
    'tick 2',
    'tick 3',
    'done',
  ]);
});

test('an exception of a handler closes the socket and comes out of connect', async () => {
  const { lines, closes } = await run(`
    try {
      ws.connect(URL + '/echo', (s) => {
        s.on('open', () => { throw new Error('no more'); });
        s.on('close', (code) => console.log('close', code));
      });
    } catch (e) { console.log(e.message); }`);
  expect(lines).toEqual(['close 1001', 'no more']);
  expect(closes).toEqual(['1001']);
});

test('a refusing server gives a response, an unreachable one an error', async () => {
  const { lines, vu } = await run(`
    const never = () => console.log('never');
    const refused = ws.connect(URL + '/refuse', never);
    console.log(refused.status, refused.body, refused.headers['X-Why'], refused.error === '', refused.url === '');
    const closed = ws.connect('ws://127.0.0.1:1', never);
    console.log(closed.status, closed.error);
    console.log(ws.connect('http://127.0.0.1:1', never).error);`);
  expect(lines).toEqual([
    '403 bad because true true',
    '0 dial tcp 127.0.0.1:1: connect: connection refused',
    'malformed ws or wss URL',
  ]);
  expect(vu.valuesOf('ws_sessions')).toEqual([1, 1]);
  expect(vu.samples[0]?.tags.status).toBe('403');
});

test('the option throw makes exceptions of them', async () => {
  const { lines } = await run(
    `for (const url of [URL + '/refuse', 'ws://127.0.0.1:1']) {
      try { ws.connect(url, () => {}); } catch (e) { console.log(e.message); }
    }`,
    { throwOption: true },
  );
  expect(lines).toEqual(['websocket: bad handshake', 'dial tcp 127.0.0.1:1: connect: connection refused']);
});

test('headers, subprotocol, cookies and tags are those of the parameters', async () => {
  const { vu, requests, lines } = await run(`
    const params = {
      headers: { 'x-token': 't', 'Sec-WebSocket-Protocol': 'first, second' },
      tags: { part: 'p', name: 'n' },
      compression: 'deflate',
    };
    const res = ws.connect(URL + '/echo?q=1', params, (s) => {
      s.on('open', () => s.send('squeeze me'.repeat(9)));
      s.on('message', (m) => { console.log(m.length); s.close(); });
    });
    console.log(res.headers['Sec-Websocket-Protocol']);
    ws.connect(URL + '/echo', (s) => s.close());`);
  expect(lines).toEqual(['90', 'second']);
  const [first, second] = requests.map(({ headers }) => headers);
  expect(requests[0]?.url).toBe('/echo?q=1');
  expect(first).toMatchObject({
    'x-token': 't',
    'user-agent': 'test agent',
    'sec-websocket-protocol': 'first, second',
    'sec-websocket-extensions': 'permessage-deflate; server_no_context_takeover; client_no_context_takeover',
  });
  expect(first?.cookie).toBeUndefined();
  expect(second?.cookie).toBe('from=server');
  expect(vu.samples[0]?.tags).toMatchObject({ part: 'p', name: 'n', subproto: 'second' });
});

test('hosts and blacklists of the run hold for sockets too', async () => {
  await using server = await startSocketServer();
  const connect = `
    const res = ws.connect('ws://somewhere.test:${server.port}/echo', (s) => s.close());
    console.log(res.status, res.error);`;
  const hosts = { 'somewhere.test': '127.0.0.1' };
  using reaching = new SocketVU(script('', connect), { connections: { hosts } });
  expect(await reaching.run()).toEqual(['101 ']);
  using barred = new SocketVU(script('', connect), {
    connections: { hosts, blacklistIPs: ['127.0.0.0/8'] },
  });
  expect(await barred.run()).toEqual(['0 IP (127.0.0.1) is in a blacklisted range (127.0.0.0/8)']);
});

test.each([
  [`ws.connect('ws://x')`, 'invalid number of arguments to ws.connect'],
  [`ws.connect('ws://x', {})`, 'last argument to ws.connect must be a function'],
  [
    `ws.connect('ws://x', { compression: 'gzip' }, () => {})`,
    "unsupported compression algorithm 'gzip', supported algorithm is 'deflate'",
  ],
  [
    `ws.connect('ws://x', { tags: { a: {} } }, () => {})`,
    "invalid ws.connect() metric tags: invalid value for metric tag 'a': only String, Boolean and Number types are accepted as a metric tag values",
  ],
  [`ws.connect(URL + '/echo', (s) => s.sendBinary())`, 'missing argument, expected ArrayBuffer'],
  [
    `ws.connect(URL + '/echo', (s) => s.sendBinary(new Uint8Array(1)))`,
    'expected ArrayBuffer as argument, received: Uint8Array',
  ],
])('%s is refused', async (call, refusal) => {
  const { lines } = await run(`try { ${call}; } catch (e) { console.log(e.name, e.message); }`);
  expect(lines).toEqual([`GoError ${refusal}`]);
});

test('init code cannot connect', async () => {
  using vu = new SocketVU(`import ws from 'k6/ws'; ws.connect('ws://x', () => {}); export default () => {};`);
  expect(await vu.run()).toEqual(['error: GoError: using websockets in the init context is not supported']);
});

test('an interruption closes the socket', async () => {
  await using server = await startSocketServer();
  using vu = new SocketVU(
    script(server.url, `ws.connect(URL + '/echo', (s) => s.on('open', () => s.send('x')));`),
  );
  await vu.init();
  const ended = vu.call();
  await new Promise((resolve) => setTimeout(resolve, 50));
  vu.loop.interrupt();
  expect((await ended).kind).toBe('interrupted');
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(server.closes).toEqual(['1001']);
});

test('a place that cannot be suspended is told so', async () => {
  const { lines } = await run(`
    class Eager { constructor() { ws.connect(URL + '/echo', (s) => s.close()); } }
    try { new Eager(); } catch (e) { console.log(e.message.slice(0, 34)); }`);
  expect(lines).toEqual(['ws.connect() cannot wait here: it ']);
});

test('a code that no close frame may have is refused, and the socket stays open', async () => {
  const { lines, closes } = await run(`
    ws.connect(URL + '/echo', (s) => {
      for (const code of [999, 1005, 2000, 5000]) {
        try { s.close(code); } catch (e) { console.log(e.name + ': ' + e.message); }
      }
      s.on('open', () => s.send('still here'));
      s.on('message', (m) => { console.log(m); s.close(4000); });
    });`);
  const refusal = (code: number) =>
    `GoError: websocket: bad close code ${code}: 1000 to 1014 and 3000 to 4999 can be sent, without 1004 to 1006`;
  expect(lines).toEqual([...[999, 1005, 2000, 5000].map(refusal), 'still here']);
  expect(closes).toEqual(['4000']);
});

test('bytes of a text that are no character become one replacement each', async () => {
  const { lines } = await run(`
    ws.connect(URL + '/bytes', (s) => s.on('message', (m) => { console.log(m.length, m); s.close(); }));`);
  expect(lines).toEqual(['4 a\ufffd\ufffdb']);
});
