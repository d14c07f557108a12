/** The options of a run that decide how connections are made; a part of k6's options, already validated. */
export interface ConnectionOptions {
  /** Most idle connections kept for each VU; 0 sets no limit. */
  readonly batch: number;
  /** Most idle connections kept for each VU and origin; 0 means Go's default of 2. */
  readonly batchPerHost: number;
  readonly noConnectionReuse: boolean;
  readonly insecureSkipTLSVerify: boolean;
  /** `tls1.0` … `tls1.3`. */
  readonly tlsVersion: { readonly min?: string; readonly max?: string } | undefined;
  /** IANA names. */
  readonly tlsCipherSuites: readonly string[] | undefined;
  readonly tlsAuth: readonly ClientCertificate[];
  /** Set by whoever owns the machine, beyond the reach of scripts: host names, `*.suffix`, addresses, CIDR ranges. */
  readonly deniedTargets: readonly string[];
  /** Host name or pattern, perhaps with a port, to IP, perhaps with a port. */
  readonly hosts: Readonly<Record<string, string>>;
  readonly blockHostnames: readonly string[];
  /** CIDR notation. */
  readonly blacklistIPs: readonly string[];
  readonly dns: DnsOptions;
}

/** PEM texts. */
export interface ClientCertificate {
  readonly cert: string;
  readonly key: string;
  readonly password?: string;
  readonly domains?: readonly string[];
}

export interface DnsOptions {
  /** 0: no cache; may be Infinity. */
  readonly ttlMs: number;
  readonly select: 'first' | 'random' | 'roundRobin';
  readonly policy: 'preferIPv4' | 'preferIPv6' | 'onlyIPv4' | 'onlyIPv6' | 'any';
}
