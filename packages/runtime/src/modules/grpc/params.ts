import { types } from 'node:util';
import { isUserError, parseDuration, type TagSet } from '@squall/core';
import type { Realm } from '../../sandbox/contract.ts';
import type { ClientCertificate } from '../../transport/connection-options.ts';
import type { VUContext } from '../../vu/vu-context.ts';
import { withScriptTags } from '../script-tags.ts';
import type { Metadata } from './wire/metadata.ts';

export interface ConnectParams {
  isPlaintext: boolean;
  timeoutMs: number;
  reflects: boolean;
  reflectMetadata: Metadata;
  maxReceiveBytes: number;
  maxSendBytes: number;
  tls:
    | { readonly ca: readonly string[] | undefined; readonly certificate: ClientCertificate | undefined }
    | undefined;
  authority: string | undefined;
}

export interface CallParams {
  metadata: Metadata;
  tags: TagSet;
  timeoutMs: number | undefined;
  discardsMessage: boolean;
}

const DEFAULT_CONNECT_TIMEOUT_MS = 60_000;
const DEFAULT_RECEIVE_BYTES = 4 * 1024 * 1024;
const UNLIMITED_BYTES = 2 ** 31 - 1;

/** A parameter that cannot be used; the message says which and why. */
class BadParam extends Error {}

/** @throws GoError */
export function readConnectParams(realm: Realm, given: unknown): ConnectParams {
  const params: ConnectParams = {
    isPlaintext: false,
    timeoutMs: DEFAULT_CONNECT_TIMEOUT_MS,
    reflects: false,
    reflectMetadata: [],
    maxReceiveBytes: DEFAULT_RECEIVE_BYTES,
    maxSendBytes: UNLIMITED_BYTES,
    tls: undefined,
    authority: undefined,
  };
  asGoError(realm, 'invalid grpc.connect() parameters: ', () => {
    for (const [key, value] of entriesOf(given)) readConnectParam(params, key, value);
  });
  return params;
}

function readConnectParam(params: ConnectParams, key: string, value: unknown): void {
  switch (key) {
    case 'plaintext':
      params.isPlaintext = readBoolean(key, value);
      break;
    case 'timeout':
      params.timeoutMs = readTimeout(value);
      break;
    case 'reflect':
      params.reflects = readBoolean(key, value);
      break;
    case 'reflectMetadata':
      params.reflectMetadata = readMetadataParam(key, value);
      break;
    case 'maxReceiveSize':
      params.maxReceiveBytes = readSize(key, value);
      break;
    case 'maxSendSize':
      params.maxSendBytes = readSize(key, value);
      break;
    case 'tls':
      params.tls = readTls(value);
      break;
    case 'authority':
      params.authority = String(value);
      break;
    default:
      throw new BadParam(`unknown connect param: ${JSON.stringify(key)}`);
  }
}

/** @throws GoError whose text begins with `prefix` */
export function readCallParams(vu: VUContext, given: unknown, prefix: string): CallParams {
  const params: CallParams = { metadata: [], tags: vu.tags, timeoutMs: undefined, discardsMessage: false };
  asGoError(vu.realm, prefix, () => {
    for (const [key, value] of entriesOf(given)) {
      switch (key) {
        case 'metadata':
          params.metadata = readMetadataParam(key, value);
          break;
        case 'tags':
          params.tags = withScriptTags(params.tags, value, vu.realm, `${prefix}metric tags: `);
          break;
        case 'timeout':
          params.timeoutMs = readTimeout(value);
          break;
        case 'discardResponseMessage':
          params.discardsMessage = Boolean(value);
          break;
        default:
          throw new BadParam(`unknown param: ${JSON.stringify(key)}`);
      }
    }
  });
  return params;
}

function entriesOf(given: unknown): [string, unknown][] {
  return typeof given === 'object' && given !== null ? Object.entries(given) : [];
}

function asGoError(realm: Realm, prefix: string, read: () => void): void {
  try {
    read();
  } catch (error) {
    throw error instanceof BadParam ? realm.goError(prefix + error.message) : error;
  }
}

function readBoolean(key: string, value: unknown): boolean {
  if (typeof value === 'boolean') return value;
  throw new BadParam(`invalid ${key} value: '${JSON.stringify(value)}', it needs to be boolean`);
}

function readTimeout(value: unknown): number {
  try {
    if (typeof value === 'number') return value;
    return parseDuration(String(value));
  } catch (error) {
    if (!isUserError(error)) throw error;
    throw new BadParam(`invalid timeout value: ${error.message}`);
  }
}

function readSize(key: string, value: unknown): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
  throw new BadParam(`invalid ${key} value: '${JSON.stringify(value)}', it needs to be a positive integer`);
}

function readMetadataParam(key: string, value: unknown): Metadata {
  if (value === undefined || value === null) return [];
  if (typeof value !== 'object') {
    throw new BadParam(`invalid ${key} param: must be an object with key-value pairs`);
  }
  return Object.entries(value).map(([name, item]) => {
    const isBinary = name.toLowerCase().endsWith('-bin');
    if (isBinary && types.isAnyArrayBuffer(item)) return [name.toLowerCase(), new Uint8Array(item)];
    if (isBinary && types.isUint8Array(item)) return [name.toLowerCase(), item];
    if (isBinary) throw new BadParam(`invalid ${key} param: ${JSON.stringify(name)} value must be binary`);
    if (typeof item === 'string') return [name.toLowerCase(), item];
    throw new BadParam(`invalid ${key} param: ${JSON.stringify(name)} value must be a string`);
  });
}

function readTls(value: unknown): ConnectParams['tls'] {
  if (typeof value !== 'object' || value === null) {
    throw new BadParam(
      `invalid tls value: '${JSON.stringify(value)}', expected (optional) keys: cert, key, password, and cacerts`,
    );
  }
  const { cacerts, cert, key, password } = value as Record<string, unknown>;
  const ca =
    cacerts === undefined
      ? undefined
      : (Array.isArray(cacerts) ? cacerts : [cacerts]).map(readPem('cacerts'));
  const certificate =
    cert === undefined && key === undefined
      ? undefined
      : {
          cert: readPem('cert')(cert),
          key: readPem('key')(key),
          ...(password === undefined ? {} : { password: String(password) }),
        };
  return { ca, certificate };
}

function readPem(name: string): (value: unknown) => string {
  return (value) => {
    if (typeof value === 'string') return value;
    throw new BadParam(
      `invalid tls ${name} value: '${JSON.stringify(value)}', it needs to be a PEM formatted string`,
    );
  };
}
