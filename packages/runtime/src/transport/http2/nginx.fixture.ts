import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { certificate } from '../transport.fixture.ts';

export function isNginxInstalled(): boolean {
  return spawnSync('nginx', ['-v']).status === 0;
}

/** Requests a connection serves before nginx says GOAWAY. */
export const REQUESTS_PER_CONNECTION = 25;
export const LARGE_FILE: Buffer = Buffer.alloc(9_000_000, 'a file of some size; ');

/** A real nginx that speaks HTTP/2, with few streams and few requests for each connection. */
export async function startNginx(): Promise<AsyncDisposable & { readonly url: string }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'squall-nginx-'));
  const port = await findFreePort();
  await mkdir(path.join(folder, 'www'));
  await writeFile(path.join(folder, 'www/large.txt'), LARGE_FILE);
  await writeFile(path.join(folder, 'server.crt'), certificate('server.crt'));
  await writeFile(path.join(folder, 'server.key'), certificate('server.key'));
  const file = path.join(folder, 'nginx.conf');
  await writeFile(file, configText(folder, port));
  const nginx = spawn('nginx', ['-c', file, '-e', path.join(folder, 'error.log')], { stdio: 'ignore' });
  const ended = once(nginx, 'exit');
  await untilAccepting(port);
  return {
    url: `https://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      nginx.kill('SIGTERM');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function untilAccepting(port: number): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const socket = connect(port, '127.0.0.1');
    const isOpen = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (isOpen) return;
    await delay(50);
  }
  throw new Error(`nginx does not listen on port ${port}`);
}

function configText(folder: string, port: number): string {
  return `
daemon off;
master_process off;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log;
events { worker_connections 256; }
http {
  access_log off;
  client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
  client_max_body_size 10m;
  keepalive_requests ${REQUESTS_PER_CONNECTION};
  http2_max_concurrent_streams 4;
  default_type text/plain;
  gzip on; gzip_types text/plain; gzip_min_length 0; gzip_proxied any;
  server {
    listen 127.0.0.1:${port} ssl http2;
    ssl_certificate ${folder}/server.crt; ssl_certificate_key ${folder}/server.key;
    root ${folder}/www;
    location /said { add_header X-Method $request_method; return 200 '$uri $http_x_a $http_cookie'; }
    location /gone { return 404; }
    location /moved { return 302 /said; }
    location /limited { client_max_body_size 1k; return 200 'never'; }
  }
}`;
}
