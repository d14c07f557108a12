// One real controller, as the program starts it, and what it costs.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROGRAM = join(dirname(dirname(fileURLToPath(import.meta.url))), 'apps/cli/dist/main.js');

const MAX_TOLD = 5_000;

export class RunningController {
  #child;
  #ended;
  url;
  /** To sign in with, after the first start. */
  oneTimeToken;
  #token;

  static async start(dataFolder, token) {
    const controller = new RunningController();
    const args = ['controller', '--address', '127.0.0.1:0', '--data', dataFolder, '--no-agent', '--no-color'];
    controller.#child = spawn(process.execPath, [PROGRAM, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    controller.#ended = new Promise((resolve) => controller.#child.on('close', resolve));
    await controller.#greeted();
    controller.#token = token ?? (await controller.#redeem());
    return controller;
  }

  get token() {
    return this.#token;
  }

  #greeted() {
    return new Promise((resolve, reject) => {
      let text = '';
      const read = (chunk) => {
        if (text.length < MAX_TOLD) text += chunk;
        this.url = /http:\/\/127\.0\.0\.1:\d+/.exec(text)?.[0];
        this.oneTimeToken = /--token (\S+)/.exec(text)?.[1];
        if (this.url !== undefined && text.includes('Ctrl-C')) resolve();
      };
      this.#child.stdout.on('data', read);
      this.#child.stderr.on('data', (chunk) => {
        // An error that repeats itself each second is told once.
        if (text.length < MAX_TOLD) process.stderr.write(chunk);
        read(chunk);
      });
      void this.#ended.then((code) => reject(new Error(`the controller ended with ${code}: ${text}`)));
    });
  }

  async #redeem() {
    const body = { oneTimeToken: this.oneTimeToken, name: 'benchmark' };
    return (await this.call('POST', '/api/v1/tokens/redeem', body)).secret;
  }

  /** What it answers; `body` is JSON or, as bytes, an archive. */
  async call(method, path, body) {
    const isArchive = body instanceof Uint8Array;
    const type = isArchive ? 'application/x-tar' : 'application/json';
    const answer = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        ...(this.#token && { authorization: `Bearer ${this.#token}` }),
        ...(body && { 'content-type': type }),
      },
      body: body && (isArchive ? body : JSON.stringify(body)),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }

  /** User and system time so far. */
  get cpuMs() {
    const fields = readFileSync(`/proc/${this.#child.pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return (Number(fields[11]) + Number(fields[12])) * 10;
  }

  get memoryMb() {
    const line = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${this.#child.pid}/status`, 'utf8'));
    return Number(line[1]) / 1024;
  }

  async stop() {
    this.#child.kill('SIGTERM');
    await this.#ended;
  }
}
