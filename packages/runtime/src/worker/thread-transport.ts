import { appendFileSync } from 'node:fs';
import type { Clock } from '@squall/core';
import { createTransportShared, type TransportShared } from '../transport/transport-shared.ts';
import type { HttpOptions } from '../vu/test-context.ts';
import type { LoadRequest } from './messages.ts';

/** What the connections of all VUs of this thread share. */
export function createThreadTransport(
  options: HttpOptions,
  request: LoadRequest,
  clock: Clock,
): TransportShared {
  const { sslKeyLogFile, forbidHttp2 } = request;
  return createTransportShared({
    options,
    clock,
    http2: !forbidHttp2,
    caFile: request.caFile,
    ...(sslKeyLogFile === undefined
      ? {}
      : { onKeyLog: (line) => appendFileSync(sslKeyLogFile, line, { mode: 0o600 }) }),
    // The helper of the synchronous fallback is built next to this file.
    syncThreadEntry: new URL('./sync-thread.js', import.meta.url),
  });
}
