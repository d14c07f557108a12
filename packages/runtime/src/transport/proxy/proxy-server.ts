/** A proxy as its URL describes it. */
export interface ProxyServer {
  readonly kind: 'http' | 'https' | 'socks5';
  /** Host name or IP without brackets. */
  readonly hostname: string;
  readonly port: number;
  readonly credentials: { readonly username: string; readonly password: string } | undefined;
}

/** What the environment names as a proxy is no address of one. */
export interface BadProxy {
  readonly kind: 'bad';
  readonly reason: string;
}

const DEFAULT_PORTS: Readonly<Record<string, number>> = { http: 80, https: 443, socks5: 1080, socks5h: 1080 };

export function parseProxy(text: string): ProxyServer | BadProxy {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || url.hostname === '') {
    return { kind: 'bad', reason: `invalid proxy address "${withoutPassword(text)}"` };
  }
  const scheme = url.protocol.slice(0, -1);
  const defaultPort = DEFAULT_PORTS[scheme];
  if (defaultPort === undefined) return { kind: 'bad', reason: `proxy: unknown scheme: ${scheme}` };
  return {
    // A SOCKS proxy gets the names in any case, as with Go's client.
    kind: scheme === 'socks5h' ? 'socks5' : (scheme as ProxyServer['kind']),
    hostname: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? defaultPort : Number(url.port),
    credentials:
      url.username === '' && url.password === ''
        ? undefined
        : { username: decode(url.username), password: decode(url.password) },
  };
}

/** The value of `Proxy-Authorization`; '' when the proxy needs none. */
export function proxyAuthorization({ credentials }: ProxyServer): string {
  if (credentials === undefined) return '';
  const { username, password } = credentials;
  return `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function withoutPassword(text: string): string {
  return text.replace(/\/\/[^/@]*@/, '//****@');
}
