import { expect, test } from 'vitest';
import { httpProxy, socksProxy } from '../../transport/proxy/proxy.fixture.ts';
import { SocketVU, startSocketServer } from './socket-server.fixture.ts';

const WS = `
  import ws from 'k6/ws';
  export default function () {
    const res = ws.connect(URL, (s) => {
      s.on('open', () => s.send('hello'));
      s.on('message', (m) => { console.log(m); s.close(); });
    });
    console.log(res.status);
  }`;
const WEB_SOCKETS = `
  import { WebSocket } from 'k6/websockets';
  export default function () {
    const socket = new WebSocket(URL);
    socket.onopen = () => socket.send('hello');
    socket.onmessage = (e) => { console.log(e.data); socket.close(); };
    socket.onerror = (e) => console.log(e.error);
    socket.onclose = () => console.log(101);
  }`;

async function run(body: string, url: string, proxy: string) {
  const proxyEnvironment = { HTTP_PROXY: proxy };
  using vu = new SocketVU(body.replace('URL', JSON.stringify(url)), { transport: { proxyEnvironment } });
  return vu.run();
}

test.each([
  { module: 'k6/ws', script: WS, kind: 'HTTP', startProxy: httpProxy },
  { module: 'k6/ws', script: WS, kind: 'SOCKS', startProxy: socksProxy },
  { module: 'k6/websockets', script: WEB_SOCKETS, kind: 'HTTP', startProxy: httpProxy },
  { module: 'k6/websockets', script: WEB_SOCKETS, kind: 'SOCKS', startProxy: socksProxy },
])('$module goes through a tunnel of a proxy ($kind)', async ({ script, startProxy }) => {
  await using server = await startSocketServer();
  await using proxy = await startProxy();
  const lines = await run(script, `ws://target.test:${server.port}/echo`, proxy.url);
  expect(lines).toEqual(['hello', '101']);
  expect(proxy.asked).toHaveLength(1);
  expect(proxy.asked[0]).toContain(`target.test:${server.port}`);
});

test('the refusal of a proxy is the error of the connection', async () => {
  await using proxy = await httpProxy({ credentials: 'me:secret' });
  const lines = await run(WEB_SOCKETS, 'ws://target.test/', proxy.url);
  expect(lines[0]).toContain('Proxy Authentication Required');
});
