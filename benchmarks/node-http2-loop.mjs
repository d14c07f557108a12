// The same requests from Node's own HTTP/2 client: what our own speaking of the protocol is measured against.
// Usage: node node-http2-loop.mjs <url> <seconds>; prints JSON {requestsPerSecond, cpuUs}.
import { connect } from 'node:http2';

const CONNECTIONS = 50;
const url = new URL(process.argv[2]);
const seconds = Number(process.argv[3]);
const head = { ':method': 'GET', ':path': url.pathname, 'user-agent': 'node-http2-loop' };
const endMs = performance.now() + seconds * 1000;
let requests = 0;

function next(session) {
  const stream = session.request(head, { endStream: true });
  stream.on('data', () => {});
  stream.on('end', () => {
    requests++;
    if (performance.now() < endMs) next(session);
    else session.close();
  });
}

for (let i = 0; i < CONNECTIONS; i++) next(connect(url.origin, { rejectUnauthorized: false }));

process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  process.stdout.write(
    JSON.stringify({ requestsPerSecond: requests / seconds, cpuUs: (user + system) / requests }),
  );
});
