/// <reference path="./snappyjs.d.ts" />
import { DeliveryError, isPassingStatus } from '../delivery/delivery-error.ts';
import { HttpSender, type TlsSettings } from '../delivery/http-sender.ts';
import type { PrometheusConfig } from './prometheus-config.ts';
import { sign } from './sign.ts';

const TIMEOUT_MS = 5_000;

/** Sends requests of the remote-write protocol, version 1. */
export class RemoteWriter {
  readonly #config: PrometheusConfig;
  readonly #compress: (data: Uint8Array) => Uint8Array;
  readonly #sender: HttpSender;

  private constructor(
    config: PrometheusConfig,
    tls: TlsSettings,
    compress: (data: Uint8Array) => Uint8Array,
  ) {
    this.#config = config;
    this.#compress = compress;
    this.#sender = new HttpSender({ timeoutMs: TIMEOUT_MS, tls });
  }

  static async open(config: PrometheusConfig, tls: TlsSettings): Promise<RemoteWriter> {
    const { compress } = await import('snappyjs');
    return new RemoteWriter(config, tls, compress);
  }

  /** Rejects with a `DeliveryError` when the request did not arrive. */
  async send(request: Uint8Array, signal: AbortSignal): Promise<void> {
    const { url, headers, sigV4 } = this.#config;
    const message = {
      url,
      body: this.#compress(request),
      headers: {
        'User-Agent': 'k6-prometheus-rw-output',
        ...headers,
        'Content-Encoding': 'snappy',
        'Content-Type': 'application/x-protobuf',
        'X-Prometheus-Remote-Write-Version': '0.1.0',
      },
    };
    const { status, body } = await this.#sender.post(
      sigV4 === undefined ? message : await sign(message, sigV4),
      signal,
    );
    if (status >= 200 && status <= 299) return;
    const answer = body.toString().trim();
    const reason = answer === '' ? '' : `: ${answer}`;
    throw new DeliveryError(
      `got status code: ${status} instead expected a 2xx successful status code${reason}`,
      isPassingStatus(status),
    );
  }

  close(): void {
    this.#sender.close();
  }
}
