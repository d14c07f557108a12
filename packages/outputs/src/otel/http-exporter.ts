import { DeliveryError, isPassingStatus } from '../delivery/delivery-error.ts';
import { HttpSender, type TlsSettings } from '../delivery/http-sender.ts';
import { decodeJsonResponse, encodeJson } from './encode-json.ts';
import { decodeProtobufResponse, encodeProtobuf } from './encode-protobuf.ts';
import type { Exporter, PartialSuccess } from './exporter.ts';
import type { ExportData } from './metric-data.ts';
import type { OtelConfig } from './otel-config.ts';

const TIMEOUT_MS = 10_000;

interface Encoding {
  readonly contentType: string;
  encode(data: ExportData): Uint8Array | string;
  decodeResponse(body: Buffer): PartialSuccess | undefined;
}

const ENCODINGS: Readonly<Record<'http/protobuf' | 'http/json', Encoding>> = {
  'http/protobuf': {
    contentType: 'application/x-protobuf',
    encode: encodeProtobuf,
    decodeResponse: decodeProtobufResponse,
  },
  'http/json': {
    contentType: 'application/json',
    encode: encodeJson,
    decodeResponse: (body) => decodeJsonResponse(body.toString()),
  },
};

/** OTLP over HTTP, as protobuf or JSON. */
export class HttpExporter implements Exporter {
  readonly description: string;
  readonly #url: URL;
  readonly #encoding: Encoding;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #sender: HttpSender;

  constructor(config: OtelConfig, protocol: keyof typeof ENCODINGS, tls: TlsSettings) {
    const { httpInsecure, httpEndpoint, httpUrlPath, headers, username, password } = config;
    this.#url = new URL(httpUrlPath, `${httpInsecure ? 'http' : 'https'}://${httpEndpoint}`);
    this.#encoding = ENCODINGS[protocol];
    const credentials = Buffer.from(`${username}:${password}`).toString('base64');
    this.#headers = { ...(username === '' ? {} : { Authorization: `Basic ${credentials}` }), ...headers };
    this.#sender = new HttpSender({ timeoutMs: TIMEOUT_MS, tls });
    this.description = `${protocol}, ${this.#url.href}`;
  }

  async send(data: ExportData, signal: AbortSignal): Promise<PartialSuccess | undefined> {
    const { contentType, encode, decodeResponse } = this.#encoding;
    const headers = { ...this.#headers, 'Content-Type': contentType };
    const { status, body } = await this.#sender.post({ url: this.#url, headers, body: encode(data) }, signal);
    if (status >= 200 && status <= 299) return readResponse(body, decodeResponse);
    throw new DeliveryError(`the endpoint answered with status ${status}`, isPassingStatus(status));
  }

  close(): void {
    this.#sender.close();
  }
}

/** The export has arrived by then, whatever stands in the answer. */
function readResponse(body: Buffer, decode: Encoding['decodeResponse']): PartialSuccess | undefined {
  try {
    return decode(body);
  } catch {
    return undefined;
  }
}
