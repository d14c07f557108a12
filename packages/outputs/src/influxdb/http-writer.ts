import type { Agent } from 'node:http';
import { DeliveryError, isPassingStatus } from '../delivery/delivery-error.ts';
import { type HttpAnswer, HttpSender } from '../delivery/http-sender.ts';
import { LinesLost } from '../delivery/lines-lost.ts';
import type { InfluxdbConfig } from './influxdb-config.ts';
import type { InfluxdbWriter } from './influxdb-writer.ts';

const TIMEOUT_MS = 10_000;

/** InfluxDB itself recommends five to ten thousand. */
const MAX_LINES = 10_000;

/** Writes over HTTP, to the `/write` of InfluxDB 1.x. */
export class HttpWriter implements InfluxdbWriter {
  readonly maxLines = MAX_LINES;
  readonly #config: InfluxdbConfig;
  readonly #sender: HttpSender;
  readonly #headers: Readonly<Record<string, string>>;

  constructor(config: InfluxdbConfig, proxyAgent: Agent | undefined) {
    const { username, password, insecure } = config;
    this.#config = config;
    this.#sender = new HttpSender({
      timeoutMs: TIMEOUT_MS,
      tls: { rejectUnauthorized: !insecure },
      ...(proxyAgent === undefined ? {} : { agent: proxyAgent }),
    });
    const credentials = Buffer.from(`${username}:${password}`).toString('base64');
    this.#headers = {
      'User-Agent': 'k6',
      ...(username === '' ? {} : { Authorization: `Basic ${credentials}` }),
    };
  }

  /** Creates the database. A user without the right to do so may still write to one that exists. */
  async prepare(signal: AbortSignal): Promise<boolean> {
    const { db } = this.#config;
    const name = /^[A-Za-z_]\w*$/.test(db) ? db : `"${db.replace(/["\\]/g, '\\$&')}"`;
    const url = this.#urlOf('query');
    url.search = new URLSearchParams({ db: '', params: '{}', q: `CREATE DATABASE ${name}` }).toString();
    try {
      await this.#sender.post({ url, headers: this.#headers, body: '' }, signal);
      return true;
    } catch {
      return false; // The write that follows says why.
    }
  }

  async write(lines: readonly string[], signal: AbortSignal): Promise<void> {
    const { consistency, db, precision, retention } = this.#config;
    const url = this.#urlOf('write');
    url.search = new URLSearchParams({
      consistency,
      db,
      precision: precision.name,
      rp: retention,
    }).toString();
    const answer = await this.#sender.post({ url, headers: this.#headers, body: lines.join('') }, signal);
    if (answer.status < 200 || answer.status > 299) throw refusal(answer);
  }

  close(): void {
    this.#sender.close();
  }

  /** The address may have a path of its own, as behind a proxy. */
  #urlOf(endpoint: string): URL {
    return new URL(`${this.#config.address.href.replace(/\/$/, '')}/${endpoint}`);
  }
}

function refusal({ status, body: bytes }: HttpAnswer): DeliveryError {
  const body = bytes.toString();
  const reason = `${status}: ${messageOf(body)}`;
  const refused = /partial write: .*dropped=(\d+)/s.exec(body)?.[1];
  if (refused !== undefined) return new LinesLost(reason, Number(refused));
  return new DeliveryError(reason, isPassingStatus(status));
}

function messageOf(body: string): string {
  try {
    return String((JSON.parse(body) as { error?: unknown }).error ?? body);
  } catch {
    return body.trim();
  }
}
