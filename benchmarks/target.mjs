// The server under test: nginx with one worker on free loopback ports: plain, over TLS, and with HTTP/2.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function config(folder, { http, https, http2 }) {
  return `
worker_processes 1;
daemon off;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log;
events { worker_connections 16384; }
http {
  access_log off;
  keepalive_requests 1000000000;
  keepalive_timeout 3600s;
  client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
  default_type application/json;
  server {
    listen 127.0.0.1:${http} backlog=8192;
    location / { return 200 '{"message":"hello from the bench target"}'; }
  }
  server {
    listen 127.0.0.1:${https} ssl backlog=8192;
    ssl_certificate ${folder}/cert.pem; ssl_certificate_key ${folder}/key.pem;
    location / { return 200 '{"message":"hello from the bench target"}'; }
  }
  server {
    listen 127.0.0.1:${http2} ssl http2 backlog=8192;
    ssl_certificate ${folder}/cert.pem; ssl_certificate_key ${folder}/key.pem;
    location / { return 200 '{"message":"hello from the bench target"}'; }
  }
}`;
}

async function accepts(port) {
  for (let attempt = 0; attempt < 100; attempt++) {
    const open = await new Promise((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
      socket.unref();
      socket.once('connect', () => socket.destroy());
    });
    if (open) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`nothing listens on port ${port}`);
}

/** @returns {Promise<{http: string, https: string, http2: string, stop(): Promise<void>}>} */
export async function startTarget() {
  if (spawnSync('nginx', ['-v']).status !== 0) throw new Error('nginx is missing: apt-get install nginx');
  const folder = mkdtempSync(join(tmpdir(), 'squall-bench-'));
  mkdirSync(join(folder, 'body'));
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1,DNS:localhost'];
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1'];
  const made = spawnSync('openssl', [
    'req',
    '-x509',
    ...curve,
    '-nodes',
    '-days',
    '30',
    ...subject,
    '-keyout',
    join(folder, 'key.pem'),
    '-out',
    join(folder, 'cert.pem'),
  ]);
  if (made.status !== 0) throw new Error(`openssl could not make a certificate: ${made.stderr}`);
  const ports = { http: await freePort(), https: await freePort(), http2: await freePort() };
  writeFileSync(join(folder, 'nginx.conf'), config(folder, ports));
  const nginx = spawn('nginx', ['-c', join(folder, 'nginx.conf'), '-e', join(folder, 'error.log')], {
    stdio: 'inherit',
  });
  const ended = new Promise((resolve) => nginx.once('exit', resolve));
  await accepts(ports.http);
  return {
    http: `http://127.0.0.1:${ports.http}/`,
    https: `https://127.0.0.1:${ports.https}/`,
    http2: `https://127.0.0.1:${ports.http2}/`,
    async stop() {
      nginx.kill('SIGTERM');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
