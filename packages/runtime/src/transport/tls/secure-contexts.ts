import { readFileSync } from 'node:fs';
import { createSecureContext, rootCertificates, type SecureContext, type SecureVersion } from 'node:tls';
import type { ClientCertificate, ConnectionOptions } from '../connection-options.ts';
import { cipherList, DEFAULT_CIPHERS } from './cipher-suites.ts';
import { SYSTEM_BUNDLES } from './system-bundles.ts';

const VERSIONS: Readonly<Record<string, SecureVersion>> = {
  'tls1.0': 'TLSv1',
  'tls1.1': 'TLSv1.1',
  'tls1.2': 'TLSv1.2',
  'tls1.3': 'TLSv1.3',
};

type TlsOptions = Pick<
  ConnectionOptions,
  'insecureSkipTLSVerify' | 'tlsVersion' | 'tlsCipherSuites' | 'tlsAuth'
>;

/** PEM texts that a script gives for one connection. */
export interface OwnTlsMaterial {
  /** Authorities to trust instead of the system's. */
  readonly ca?: readonly string[] | undefined;
  readonly certificate?: ClientCertificate | undefined;
}

const MOST_OWN_CONTEXTS = 32;

/** OpenSSL contexts of one thread: one, or one for each client certificate in use. */
export class SecureContexts {
  readonly #options: TlsOptions;
  readonly #caFile: string | undefined;
  readonly #contexts = new Map<ClientCertificate | undefined, SecureContext>();
  readonly #own = new Map<string, SecureContext>();

  /** `caFile` replaces the system's bundle of authorities. */
  constructor(options: TlsOptions, caFile: string | undefined) {
    this.#options = options;
    this.#caFile = caFile;
  }

  /** The first certificate whose domains match, else the first that is meant for every host. */
  contextFor(hostname: string): SecureContext {
    const { tlsAuth } = this.#options;
    const name = hostname.toLowerCase();
    const certificate =
      tlsAuth.find(({ domains = [] }) =>
        domains.some((domain) => matchesDomain(name, domain.toLowerCase())),
      ) ?? tlsAuth.find(({ domains = [] }) => domains.length === 0);
    let context = this.#contexts.get(certificate);
    if (context === undefined) {
      context = this.#create(certificate);
      this.#contexts.set(certificate, context);
    }
    return context;
  }

  /** A context with material of a script's own. VUs bring the same again and again, and reading authorities is slow. */
  own({ ca, certificate }: OwnTlsMaterial): SecureContext {
    const key = JSON.stringify([ca, certificate]);
    const context = this.#own.get(key) ?? this.#create(certificate, ca);
    // Back in line as the latest.
    this.#own.delete(key);
    this.#own.set(key, context);
    const [oldest] = this.#own.keys();
    if (this.#own.size > MOST_OWN_CONTEXTS && oldest !== undefined) this.#own.delete(oldest);
    return context;
  }

  #create(certificate: ClientCertificate | undefined, ca?: readonly string[]): SecureContext {
    const { tlsVersion, tlsCipherSuites, insecureSkipTLSVerify } = this.#options;
    const max = VERSIONS[tlsVersion?.max ?? ''] ?? 'TLSv1.3';
    const wantedMin = VERSIONS[tlsVersion?.min ?? ''];
    // Go's default minimum gives way to a lower maximum.
    const min = wantedMin ?? (max < 'TLSv1.2' ? max : 'TLSv1.2');
    const ciphers = tlsCipherSuites?.length ? cipherList(tlsCipherSuites) : DEFAULT_CIPHERS;
    const isOld = min === 'TLSv1' || min === 'TLSv1.1';
    return createSecureContext({
      minVersion: min,
      maxVersion: max,
      // OpenSSL signs old handshakes with SHA-1, which its default security level forbids.
      ciphers: isOld ? `${ciphers}:@SECLEVEL=0` : ciphers,
      ...(insecureSkipTLSVerify ? {} : { ca: ca === undefined ? this.#authorities() : [...ca] }),
      ...(certificate === undefined ? {} : clientCertificate(certificate)),
    });
  }

  #authorities(): string[] {
    if (this.#caFile !== undefined) return [readFileSync(this.#caFile, 'utf8')];
    for (const path of SYSTEM_BUNDLES) {
      try {
        return [readFileSync(path, 'utf8')];
      } catch {
        // Each system keeps it elsewhere: the next path.
      }
    }
    return [...rootCertificates];
  }
}

function clientCertificate({ cert, key, password }: ClientCertificate) {
  return { cert, key, ...(password === undefined ? {} : { passphrase: password }) };
}

function matchesDomain(hostname: string, domain: string): boolean {
  if (!domain.startsWith('*.')) return hostname === domain;
  const dot = hostname.indexOf('.');
  return dot >= 0 && hostname.slice(dot) === domain.slice(1);
}
