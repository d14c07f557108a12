import { appendFileSync } from 'node:fs';
import type { Clock } from '@squall/core';
import { createHttpTransport } from '../transport/http-transport.ts';
import type { Traffic } from '../transport/traffic.ts';
import type { HttpTransport } from '../transport/transport.ts';
import { createTransportShared } from '../transport/transport-shared.ts';
import type { HttpOptions } from '../vu/test-context.ts';
import type { LoadRequest } from './messages.ts';

/** Makes the transports of a thread's VUs, which share look-ups of names, TLS contexts and buffers. */
export function threadTransports(
  options: HttpOptions,
  request: LoadRequest,
  { clock }: { readonly clock: Clock },
): (traffic: Traffic, localAddress?: string) => HttpTransport {
  const { sslKeyLogFile, forbidHttp2, proxyEnvironment } = request;
  const shared = createTransportShared({
    options,
    clock,
    http2: !forbidHttp2,
    caFile: request.caFile,
    ...(sslKeyLogFile === undefined
      ? {}
      : { onKeyLog: (line) => appendFileSync(sslKeyLogFile, line, { mode: 0o600 }) }),
    proxyEnvironment,
    // The helper of the synchronous fallback is built next to this file.
    syncThreadEntry: new URL('./sync-thread.js', import.meta.url),
  });
  return (traffic, localAddress) => createHttpTransport(shared, traffic, localAddress);
}
