import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Logger, type SystemError, systemErrorText, UserError } from '@squall/core';
import { formatAddress, type NetworkAddress, parseAddress } from '../flags/network-address.ts';
import { type Answer, RequestFailure } from './answer.ts';
import type { ControlledRun } from './controlled-run.ts';
import { route } from './routes.ts';

/** As Go does, `:6565` means every address of this machine. */
const DEFAULTS: NetworkAddress = { host: '0.0.0.0', port: 6565 };
const HEADERS_TIMEOUT_MS = 10_000;
/** How long requests under way may still take when the run is over. */
const CLOSE_TIMEOUT_MS = 1000;
/** More than any setup data that could be handed to VUs. */
const MAX_BODY_BYTES = 256 * 1024 * 1024;

/** Lets a run be looked at and steered over HTTP (`--address`). */
export class RestServer implements AsyncDisposable {
  readonly address: NetworkAddress;
  readonly #server: Server;
  readonly #log: Logger;
  /** Requests that come before the run is there wait for it. */
  readonly #control: Promise<ControlledRun>;
  #onAttached: (control: ControlledRun) => void = () => {};

  private constructor(server: Server, log: Logger) {
    this.#server = server;
    this.#log = log;
    const { address, port } = server.address() as AddressInfo;
    this.address = { host: address, port };
    this.#control = new Promise((resolve) => {
      this.#onAttached = resolve;
    });
    server.on('request', (request, response) => void this.#answer(request, response));
  }

  /** @throws UserError when it cannot listen there. */
  static async open(address: string, log: Logger): Promise<RestServer> {
    const { host, port } = parseAddress(address, '--address', DEFAULTS);
    const server = createServer({ headersTimeout: HEADERS_TIMEOUT_MS });
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error: SystemError) => {
        const problem = `listen tcp ${formatAddress({ host, port })}: bind: ${systemErrorText(error)}`;
        reject(new UserError('API_CANNOT_START', problem, { cause: error }));
      });
      server.listen(port, host, resolve);
    });
    const rest = new RestServer(server, log);
    log.log('debug', `Starting the REST API server on ${formatAddress(rest.address)}`);
    return rest;
  }

  /** The run is there; from now on requests are answered. */
  attach(control: ControlledRun): void {
    this.#onAttached(control);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const timer = setTimeout(() => this.#server.closeAllConnections(), CLOSE_TIMEOUT_MS);
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeIdleConnections();
    });
    clearTimeout(timer);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { status, contentType, body } = await this.#answerTo(request);
    this.#log.log('debug', `${request.method} ${request.url}`, { status: String(status) });
    if (contentType !== undefined) response.setHeader('content-type', contentType);
    response.writeHead(status).end(body);
  }

  async #answerTo(request: IncomingMessage): Promise<Answer> {
    try {
      const body = await readBody(request);
      const [path = '/'] = (request.url ?? '/').split('?');
      return await route(await this.#control, { method: request.method ?? 'GET', path, body });
    } catch (error) {
      const failure =
        error instanceof RequestFailure ? error : new RequestFailure(500, 'Internal error', String(error));
      return failure.asAnswer();
    }
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new RequestFailure(413, 'Invalid data', 'the request is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
