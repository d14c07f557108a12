/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy that the environment asks for, by the usual variables (`HTTP_PROXY`, `HTTPS_PROXY`, `NO_PROXY`, also in
 * lower case); this machine itself is never reached through one.
 */
export function proxyFor(url: string, environment: Environment): string | undefined {
  const { protocol, hostname, port } = new URL(url);
  const isSecure = protocol === 'https:';
  const proxy = read(environment, isSecure ? 'HTTPS_PROXY' : 'HTTP_PROXY');
  if (proxy === '' || isLoopback(hostname)) return undefined;
  const defaultPort = isSecure ? '443' : '80';
  const exceptions = read(environment, 'NO_PROXY')
    .split(',')
    .map((entry) => entry.trim().toLowerCase());
  if (exceptions.some((entry) => isException(entry, hostname, port || defaultPort))) return undefined;
  return proxy.includes('://') ? proxy : `http://${proxy}`;
}

function read(environment: Environment, name: string): string {
  return environment[name] || environment[name.toLowerCase()] || '';
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\./.test(hostname);
}

function isException(entry: string, hostname: string, port: string): boolean {
  if (entry === '') return false;
  if (entry === '*') return true;
  const [, name = entry, entryPort = port] = /^(.*):(\d+)$/.exec(entry) ?? [];
  if (entryPort !== port) return false;
  const domain = name.replace(/^\*?\./, '');
  return hostname.endsWith(`.${domain}`) || (hostname === domain && !name.startsWith('.'));
}
