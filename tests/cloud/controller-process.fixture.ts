import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, Program } from '../cluster/program.fixture.ts';

interface StartOptions {
  /** Kept from an earlier controller. */
  readonly folder?: string;
  readonly port?: number;
  readonly args?: readonly string[];
  /** What the command begins with for the data folder to be a disk of its own. */
  readonly disk?: (folder: string) => readonly string[];
}

/** A built controller as a process of its own, with its agent, and somebody who has signed in to it. */
export class ControllerProcess implements AsyncDisposable {
  readonly url: string;
  readonly port: number;
  readonly folder: string;
  readonly program: Program;
  readonly #ownsFolder: boolean;
  #token = '';

  private constructor(program: Program, { folder, port, ownsFolder }: Place) {
    this.program = program;
    this.folder = folder;
    this.port = port;
    this.url = `http://127.0.0.1:${port}`;
    this.#ownsFolder = ownsFolder;
  }

  static async start({ folder, port, disk, args = [] }: StartOptions = {}): Promise<ControllerProcess> {
    const place = {
      folder: folder ?? mkdtempSync(join(tmpdir(), 'squall-cloud-')),
      port: port ?? (await freePort()),
      ownsFolder: folder === undefined,
    };
    const data = join(place.folder, 'data');
    const address = `127.0.0.1:${place.port}`;
    const command = ['controller', '--data', data, '--address', address, '--new-token', ...args];
    const program = new Program(command, { cwd: place.folder, ...(disk && { prefix: disk(data) }) });
    const controller = new ControllerProcess(program, place);
    await program.until(/sqo_\S+[\s\S]*sqo_\S+[\s\S]*Ctrl-C/);
    const [oneTimeToken] = /sqo_\S+/.exec(program.output) ?? [];
    const redeemed = await controller.call('POST', '/api/v1/tokens/redeem', { oneTimeToken, name: 'test' });
    controller.#token = (redeemed as { secret: string }).secret;
    return controller;
  }

  get token(): string {
    return this.#token;
  }

  /** The answer as JSON, or an error for anything but success. */
  async call(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<unknown> {
    const answer = await this.request(method, path, body, headers);
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path} got ${answer.status}: ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }

  request(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    const isJson = body !== undefined && !(body instanceof FormData) && !(body instanceof Uint8Array);
    return fetch(`${this.url}${path}`, {
      method,
      headers: {
        ...(this.#token !== '' && { authorization: `Bearer ${this.#token}` }),
        ...(isJson && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: isJson ? JSON.stringify(body) : (body as FormData) }),
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.program.kill('SIGTERM');
    await this.program.ended;
    if (this.#ownsFolder) rmSync(this.folder, { recursive: true, force: true });
  }
}

interface Place {
  readonly folder: string;
  readonly port: number;
  readonly ownsFolder: boolean;
}
