import { OPTION_TABLE, type Options, type OptionWithDefault } from './option-table.ts';
import { exportedOptions, type OptionsJSON } from './to-json.ts';
import type { LocalIPs } from './values/addresses.ts';
import { DNS_DEFAULTS, type DNSPolicy, type DNSSelect, dnsTTLMs } from './values/dns.ts';
import type { TLSAuth, TLSVersionRange } from './values/tls.ts';

/** Options as the modules a script imports need them: defaults filled in, durations in ms. */
export interface RuntimeView {
  readonly http: RuntimeHttpOptions;
  readonly throw: boolean;
  readonly minIterationDurationMs: number;
  readonly noCookiesReset: boolean;
  /** Addresses the VUs send from. */
  readonly localIPs: LocalIPs | undefined;
  /** For `exec.test.options`. */
  readonly exported: OptionsJSON;
}

export interface RuntimeHttpOptions {
  readonly batch: number;
  readonly batchPerHost: number;
  readonly maxRedirects: number;
  readonly userAgent: string;
  readonly discardResponseBodies: boolean;
  readonly httpDebug: '' | 'headers' | 'full';
  readonly rps: number;
  readonly noConnectionReuse: boolean;
  readonly noVUConnectionReuse: boolean;
  readonly insecureSkipTLSVerify: boolean;
  readonly tlsVersion: TLSVersionRange | undefined;
  readonly tlsCipherSuites: readonly string[] | undefined;
  readonly tlsAuth: readonly TLSAuth[];
  /** What the owner of the machine forbids; no option, so that no script has a say in it. */
  readonly deniedTargets: readonly string[];
  readonly hosts: Readonly<Record<string, string>>;
  readonly blockHostnames: readonly string[];
  readonly blacklistIPs: readonly string[];
  readonly dns: { readonly ttlMs: number; readonly select: DNSSelect; readonly policy: DNSPolicy };
}

/** The value of an option, or what holds when no source sets it. */
export function effective<K extends OptionWithDefault>(options: Options, key: K): NonNullable<Options[K]> {
  return (options[key] ?? OPTION_TABLE[key].default) as NonNullable<Options[K]>;
}

export function toRuntimeOptions(options: Options, deniedTargets: readonly string[] = []): RuntimeView {
  return {
    http: { ...httpOptions(options), deniedTargets },
    throw: effective(options, 'throw'),
    minIterationDurationMs: effective(options, 'minIterationDuration'),
    noCookiesReset: effective(options, 'noCookiesReset'),
    localIPs: options.localIPs,
    exported: exportedOptions(options),
  };
}

function httpOptions(options: Options): Omit<RuntimeHttpOptions, 'deniedTargets'> {
  const dns = { ...DNS_DEFAULTS, ...options.dns };
  return {
    batch: effective(options, 'batch'),
    batchPerHost: effective(options, 'batchPerHost'),
    maxRedirects: effective(options, 'maxRedirects'),
    userAgent: effective(options, 'userAgent'),
    discardResponseBodies: effective(options, 'discardResponseBodies'),
    httpDebug: httpDebug(effective(options, 'httpDebug')),
    rps: Math.max(0, effective(options, 'rps')),
    noConnectionReuse: effective(options, 'noConnectionReuse'),
    noVUConnectionReuse: effective(options, 'noVUConnectionReuse'),
    insecureSkipTLSVerify: effective(options, 'insecureSkipTLSVerify'),
    tlsVersion: options.tlsVersion,
    tlsCipherSuites: options.tlsCipherSuites,
    tlsAuth: options.tlsAuth ?? [],
    hosts: options.hosts ?? {},
    blockHostnames: options.blockHostnames ?? [],
    blacklistIPs: options.blacklistIPs ?? [],
    dns: { ttlMs: dnsTTLMs(dns.ttl), select: dns.select, policy: dns.policy },
  };
}

// k6 logs headers for any text it does not know.
function httpDebug(text: string): '' | 'headers' | 'full' {
  if (text === '' || text === 'full') return text;
  return 'headers';
}
