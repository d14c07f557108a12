// The practical limit of Node on this machine: sockets that send the same request again and again and parse nothing.
// Usage: node bare-loop.mjs <url> <seconds>; prints JSON {requestsPerSecond, cpuUs}.
import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';

const CONNECTIONS = 50;
const url = new URL(process.argv[2]);
const seconds = Number(process.argv[3]);
const request = `GET / HTTP/1.1\r\nHost: ${url.host}\r\nUser-Agent: bare-loop\r\n\r\n`;
const buffer = Buffer.alloc(64 * 1024);
const endMs = performance.now() + seconds * 1000;
let requests = 0;

function next(socket) {
  requests++;
  if (performance.now() < endMs) socket.write(request, 'latin1');
  else socket.destroy();
}

for (let i = 0; i < CONNECTIONS; i++) {
  const address = { host: url.hostname, port: Number(url.port) };
  const onRead = () => {
    next(socket);
    return true;
  };
  const socket =
    url.protocol === 'https:'
      ? connectTls({ ...address, rejectUnauthorized: false }).on('data', () => next(socket))
      : connect({ ...address, onread: { buffer, callback: onRead } });
  socket.setNoDelay(true);
  socket.on(url.protocol === 'https:' ? 'secureConnect' : 'connect', () => socket.write(request, 'latin1'));
}

process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  process.stdout.write(
    JSON.stringify({ requestsPerSecond: requests / seconds, cpuUs: (user + system) / requests }),
  );
});
