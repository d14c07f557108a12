import { request } from 'node:http';
import { type SystemError, systemErrorText, UserError } from '@squall/core';
import { formatAddress, type NetworkAddress, parseAddress } from '../flags/network-address.ts';
import type { MetricResource } from './metric-resources.ts';
import type { StatusAttributes, StatusDocument } from './status-resource.ts';

/** As Go does, `:6565` means this machine where somebody connects to it. */
const DEFAULTS: NetworkAddress = { host: 'localhost', port: 6565 };

interface Exchange {
  readonly status: number;
  readonly body: string;
}

/** The other end of the REST API of a run. */
export class RestClient {
  readonly #address: NetworkAddress;

  /** @throws UserError when the address is none. */
  constructor(address: string) {
    this.#address = parseAddress(address, '--address', DEFAULTS);
  }

  async status(): Promise<StatusAttributes> {
    return readStatus(await this.#ask('GET', '/v1/status'));
  }

  /** @returns the status after it. */
  async change(attributes: Readonly<Record<string, unknown>>): Promise<StatusAttributes> {
    const document = { data: { type: 'status', id: 'default', attributes } };
    return readStatus(await this.#ask('PATCH', '/v1/status', JSON.stringify(document)));
  }

  async metrics(): Promise<readonly MetricResource[]> {
    const { data } = (await this.#ask('GET', '/v1/metrics')) as { readonly data: readonly MetricResource[] };
    return data;
  }

  /** The document of the answer. @throws UserError when there is none, or it is an error. */
  async #ask(method: string, path: string, body = ''): Promise<unknown> {
    const { status, body: text } = await this.#exchange(method, path, body);
    const document = parsed(text);
    if (status === 200 && document?.data !== undefined) return document;
    const [error] = document?.errors ?? [];
    const reason = error === undefined ? `status ${status}` : `${error.title}: ${error.detail}`;
    throw new UserError('REST_API_REFUSED', `${method} ${this.#url(path)}: ${reason}`);
  }

  #exchange(method: string, path: string, body: string): Promise<Exchange> {
    const { host, port } = this.#address;
    return new Promise((resolve, reject) => {
      const fail = (error: SystemError) => {
        const message = `${method} ${this.#url(path)}: ${systemErrorText(error)}`;
        reject(new UserError('REST_API_UNREACHABLE', message, { cause: error }));
      };
      const asking = request({ host, port, method, path, agent: false }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', fail);
        response.on('end', () => {
          resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') });
        });
      });
      asking.on('error', fail);
      asking.end(body);
    });
  }

  #url(path: string): string {
    return `http://${formatAddress(this.#address)}${path}`;
  }
}

interface AnswerDocument {
  readonly data?: unknown;
  readonly errors?: readonly { readonly title: string; readonly detail: string }[];
}

function parsed(text: string): AnswerDocument | undefined {
  try {
    return JSON.parse(text) as AnswerDocument;
  } catch {
    return undefined; // Something else answers there.
  }
}

function readStatus(document: unknown): StatusAttributes {
  return (document as StatusDocument).data.attributes;
}
