import { CIPHER_SUITES } from './cipher-suites.ts';
import { parseDecimalInt } from './go-numbers.ts';
import { isRecord, OptionError, type Place, typeMismatch } from './option-error.ts';
import type { OptionType } from './option-type.ts';
import { listFromJSON, listOf, stringFromJSON } from './string-list.ts';

const TLS_VERSIONS = ['tls1.0', 'tls1.1', 'tls1.2', 'tls1.3'] as const;

export type TLSVersion = (typeof TLS_VERSIONS)[number];

export interface TLSVersionRange {
  readonly min?: TLSVersion;
  readonly max?: TLSVersion;
}

export interface TLSAuth {
  readonly cert: string;
  readonly key: string;
  readonly password?: string;
  readonly domains?: readonly string[];
}

const findVersion = (text: unknown): TLSVersion | undefined => TLS_VERSIONS.find((name) => name === text);

function versionField(json: unknown, key: string): TLSVersion | undefined {
  if (json === undefined || json === null || json === '') return undefined;
  const text = stringFromJSON(json, { field: `tlsVersion.${key}`, key });
  const version = findVersion(text);
  if (version === undefined) throw new OptionError(`unknown TLS version '${text}'`);
  return version;
}

const notFromText = (what: string) => (): never => {
  throw new OptionError(`${what} can only be set in the script or the config file`);
};

export const tlsVersion: OptionType<TLSVersionRange> = {
  goType: 'lib.TLSVersions',
  flagKind: 'string',
  fromJSON(json, place) {
    const both = findVersion(json);
    if (both !== undefined) return { min: both, max: both };
    if (!isRecord(json)) throw typeMismatch(json, place, 'lib.TLSVersionsFields');
    const min = versionField(json.min, 'min');
    const max = versionField(json.max, 'max');
    return { ...(min && { min }), ...(max && { max }) };
  },
  fromEnv: notFromText('tlsVersion'),
  fromFlag: notFromText('tlsVersion'),
  toJSON: (value) => ({ min: value.min ?? '', max: value.max ?? '' }),
};

function cipherSuiteName(name: string): string {
  if (!(name in CIPHER_SUITES)) throw new OptionError(`unknown cipher suite '${name}'`);
  return name;
}

function cipherSuiteById(text: string): string {
  const id = parseDecimalInt(text);
  const entry = Object.entries(CIPHER_SUITES).find(([, number]) => number === id);
  if (entry === undefined) throw new OptionError(`unknown cipher suite '${text}'`);
  return entry[0];
}

export const tlsCipherSuites: OptionType<readonly string[]> = {
  ...listOf('lib.TLSCipherSuites', cipherSuiteName),
  fromEnv: (text) => text.split(',').map(cipherSuiteById),
};

function tlsAuthItem(json: unknown, place: Place): TLSAuth {
  if (!isRecord(json)) throw typeMismatch(json, place, 'lib.TLSAuthFields');
  const text = (key: 'cert' | 'key' | 'password') =>
    stringFromJSON(json[key] ?? null, { field: `tlsAuth.${key}`, key });
  const cert = text('cert');
  const key = text('key');
  const password = text('password');
  checkPEM(cert, key, password);
  const domains = json.domains;
  return {
    cert,
    key,
    ...(password !== '' && { password }),
    ...(domains !== undefined &&
      domains !== null && {
        domains: listFromJSON(domains, { field: 'tlsAuth.domains', key: 'domains' }, '[]string').map(
          (domain) => stringFromJSON(domain, { field: 'tlsAuth.domains', key: 'domains' }),
        ),
      }),
  };
}

const PEM_BLOCK = /-----BEGIN [A-Z0-9 ]+-----/;

function checkPEM(cert: string, key: string, password: string): void {
  if (password !== '') {
    if (!PEM_BLOCK.test(key)) throw new OptionError('failed to decode PEM key');
    if (key.includes('BEGIN ENCRYPTED PRIVATE KEY')) {
      throw new OptionError('encrypted pkcs8 formatted key is not supported');
    }
  }
  if (!PEM_BLOCK.test(cert)) throw new OptionError('tls: failed to find any PEM data in certificate input');
  if (!PEM_BLOCK.test(key)) throw new OptionError('tls: failed to find any PEM data in key input');
}

export const tlsAuth: OptionType<readonly TLSAuth[]> = {
  goType: '[]*lib.TLSAuth',
  flagKind: 'string',
  fromJSON: (json, place) =>
    listFromJSON(json, place, '[]*lib.TLSAuth').map((item) => tlsAuthItem(item, place)),
  fromEnv: notFromText('tlsAuth'),
  fromFlag: notFromText('tlsAuth'),
  toJSON: (value) =>
    value.map(({ cert, key, password, domains }) => ({
      cert,
      key,
      password: password ?? null,
      domains: domains ?? null,
    })),
};
