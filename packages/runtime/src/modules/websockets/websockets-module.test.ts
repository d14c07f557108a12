import { expect, test } from 'vitest';
import { SocketVU, startSocketServer } from '../websocket/socket-server.fixture.ts';

const script = (url: string, body: string) => `
  import { WebSocket, Blob } from 'k6/websockets';
  const URL = ${JSON.stringify(url)};
  const ended = (w) => new Promise((done) => w.addEventListener('close', done));
  export default async function () { ${body} }`;

async function run(body: string) {
  await using server = await startSocketServer();
  using vu = new SocketVU(script(server.url, body));
  const lines = await vu.run();
  await new Promise((resolve) => setTimeout(resolve, 20));
  return { lines, vu, requests: server.requests, closes: [...server.closes], url: server.url };
}

test('events come in order, the handler before the listeners', async () => {
  const { lines, vu, closes, url } = await run(`
    const w = new WebSocket(URL + '/echo');
    w.addEventListener('message', (e) => console.log('listener', e.data));
    w.onmessage = (e) => { console.log(e.type, e.data, e.target === w, e.origin === w.url); w.close(3001, 'bye'); };
    w.onopen = () => { console.log('open', w.readyState); w.send('hello'); };
    w.onclose = (e) => console.log('close', e.code, e.reason, w.readyState);
    console.log('made', w.readyState);`);
  expect(lines).toEqual([
    'made 0',
    'open 1',
    'message hello true true',
    'listener hello',
    'close 3001 bye 3',
  ]);
  expect(closes).toEqual(['3001 bye']);
  expect(vu.valuesOf('ws_msgs_sent')).toEqual([1, 1]);
  expect(vu.samples[0]?.tags).toEqual({
    group: '',
    scenario: 'default',
    status: '101',
    subproto: '',
    url: `${url}/echo`,
    name: `${url}/echo`,
  });
});

test('binary messages are Blobs or ArrayBuffers', async () => {
  const { lines } = await run(`
    const w = new WebSocket(URL + '/echo');
    w.onopen = () => w.send(new Blob(['ab', new Uint8Array([99])]));
    w.onmessage = async ({ data }) => {
      if (w.binaryType === 'blob') {
        console.log(data.size, await data.text(), (await data.slice(1).text()), String(data));
        w.binaryType = 'arraybuffer';
        w.send(new Uint16Array([1, 2]).subarray(1));
      } else { console.log(data instanceof ArrayBuffer, data.byteLength); w.close(); }
    };`);
  expect(lines).toEqual(['3 abc bc [object Blob]', 'true 2']);
});

test.each([
  ['/close/1001', ['close 1001 told so']],
  ['/close/4005', ['error websocket: close 4005: told so', 'close 4005 told so']],
  ['/drop', ['error websocket: close 1006 (abnormal closure): unexpected EOF', 'close 1006 unexpected EOF']],
  ['/refuse', ['error websocket: bad handshake', 'close undefined ']],
])('an end by the server at %s is told', async (path, expected) => {
  const { lines } = await run(`
    const w = new WebSocket(URL + '${path}');
    w.onopen = () => w.readyState === 1 && w.send('x');
    w.onerror = (e) => console.log('error', e.error);
    w.onclose = (e) => console.log('close', e.code, e.reason);`);
  expect(lines).toEqual(expected);
});

test('several sockets and promises work side by side', async () => {
  const { lines, vu } = await run(`
    const ask = (text) => new Promise((answer) => {
      const w = new WebSocket(URL + '/echo');
      w.onopen = () => w.send(text);
      w.onmessage = (e) => { w.close(); answer(e.data); };
    });
    console.log((await Promise.all(['a', 'b', 'c'].map(ask))).join());`);
  expect(lines).toEqual(['a,b,c']);
  expect(vu.valuesOf('ws_session_duration')).toHaveLength(3);
});

test('pings and pongs are events', async () => {
  const { lines, vu } = await run(`
    const w = new WebSocket(URL + '/ping');
    w.onping = () => { console.log('ping'); w.ping(); };
    w.onpong = () => { console.log('pong'); w.close(); };`);
  expect(lines).toEqual(['ping', 'pong']);
  expect(vu.valuesOf('ws_ping')).toHaveLength(1);
});

test('a handler that throws ends the socket and the iteration', async () => {
  const { lines, closes } = await run(`
    const w = new WebSocket(URL + '/echo');
    w.onopen = () => { throw new Error('enough'); };
    w.onerror = (e) => console.log('error', e.error.split('\\n')[0]);
    w.onclose = () => console.log('close');`);
  expect(lines).toEqual(['error Error: enough', 'close', 'error: Error: enough']);
  expect(closes).toEqual(['1000']);
});

test('an interrupted iteration closes what it opened', async () => {
  await using server = await startSocketServer();
  using vu = new SocketVU(script(server.url, `new WebSocket(URL + '/echo');`));
  await vu.init();
  const ended = vu.call();
  await new Promise((resolve) => setTimeout(resolve, 50));
  vu.loop.interrupt();
  expect((await ended).kind).toBe('interrupted');
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(server.closes).toEqual(['1000']);
});

test('protocols, headers and tags are those the script asks for', async () => {
  const { requests, vu, lines } = await run(`
    const w = new WebSocket(URL + '/echo', ['first', 'second'], { headers: { 'X-A': 'b' }, tags: { name: 'mine' } });
    w.onopen = () => { console.log(w.protocol); w.close(); };`);
  expect(lines).toEqual(['second']);
  expect(requests[0]?.headers).toMatchObject({ 'x-a': 'b', 'sec-websocket-protocol': 'first,second' });
  expect(vu.samples[0]?.tags).toMatchObject({ name: 'mine', url: 'mine', subproto: 'second' });
});

test.each([
  [`new WebSocket()`, 'WebSocket requires a url'],
  [
    `new WebSocket('ws://a b')`,
    'WebSocket requires valid url, but got "ws://a b" which resulted in parse "ws://a b": invalid character " " in host name',
  ],
  [`new WebSocket('http://x')`, 'WebSocket requires url with scheme ws or wss, but got "http"'],
  [`new WebSocket('ws://h/#x')`, 'WebSocket requires no url fragment, but got "x"'],
  [`new WebSocket('ws://h', null, { foo: 1 })`, "unknown WebSocket's option foo"],
  [
    `new WebSocket('ws://h', null, { compression: 'gzip' })`,
    "unsupported compression algorithm 'gzip', supported algorithm is 'deflate'",
  ],
  [
    `new WebSocket('ws://h', null, { tags: { a: [] } })`,
    "invalid WebSocket tags option: invalid value for metric tag 'a': only String, Boolean and Number types are accepted as a metric tag values",
  ],
])('%s is refused', async (call, refusal) => {
  const { lines } = await run(`try { ${call}; } catch (e) { console.log(e.name, e.message); }`);
  expect(lines).toEqual([`GoError ${refusal}`]);
});

test.each([
  [
    `w.close(1001)`,
    "InvalidAccessError: Failed to execute 'close' on 'WebSocket': The close code must be either 1000, or between 3000 and 4999. 1001 is neither",
  ],
  [
    `w.close(1000, 'x'.repeat(124))`,
    "SyntaxError: Failed to execute 'close' on 'WebSocket': The message must not be greater than 123 bytes",
  ],
  [`w.send(5)`, 'unsupported send type int64'],
  [`w.send({})`, 'unsupported send type map[string]interface {}'],
  [`w.onmessage = 5`, "a value for 'onmessage' should be callable"],
  [`w.addEventListener('message', 5)`, `handler for event type "message" isn't a callable function`],
  [`w.binaryType = 'zz'`, 'unknown binaryType zz, the supported ones are "blob" and "arraybuffer"'],
])('an open socket refuses %s', async (call, refusal) => {
  const { lines } = await run(`
    const w = new WebSocket(URL + '/echo');
    w.onopen = () => { try { ${call}; } catch (e) { console.log(e.message); } w.close(); };`);
  expect(lines).toEqual([refusal]);
});

test('unknown events are warned of, and the old name of the module is', async () => {
  await using server = await startSocketServer();
  using vu = new SocketVU(
    `import { WebSocket } from 'k6/experimental/websockets';
    export default function () {
      const w = new WebSocket('${server.url}/echo');
      w.addEventListener('foo', () => {});
      w.onopen = () => w.close();
    }`,
    { context: { idInInstance: 0 } },
  );
  const lines = await vu.run();
  expect(lines).toEqual([
    'warning: k6/experimental/websockets is deprecated and will be removed in a future release. Please use k6/websockets instead.',
    "warning: can't add event handler: unknown event type: foo",
  ]);
});

test('a Blob can be read as a stream', async () => {
  const { lines } = await run(`
    const reader = new Blob(['stream', ' me']).stream().getReader();
    const { value, done } = await reader.read();
    console.log(new TextDecoder().decode(value), done, (await reader.read()).done);`);
  expect(lines).toEqual(['stream me false true']);
});
