import type { Clock } from '@squall/core';
import { AddressBook } from './address/address-book.ts';
import { NameLookup, type SystemLookup } from './address/name-lookup.ts';
import type { ConnectionOptions } from './connection-options.ts';
import { Deadlines } from './deadlines.ts';
import type { Http1Shared } from './http1/http1-connection.ts';
import { RequestHeads } from './http1/request-head.ts';
import { HeadScan } from './http1/response-head.ts';
import { HeaderTexts } from './http2/hpack/header-text.ts';
import { forwarderOf, Origins } from './origin.ts';
import { type Environment, proxyFor } from './proxy/proxy-environment.ts';
import { SyncThread } from './sync/sync-thread.ts';
import { SecureContexts } from './tls/secure-contexts.ts';

export interface TransportSettings {
  readonly options: ConnectionOptions;
  readonly clock: Clock;
  /** False with `GODEBUG=http2client=0`. */
  readonly http2: boolean;
  /** PEM file of trusted authorities instead of the system's (`SSL_CERT_FILE`). */
  readonly caFile?: string | undefined;
  /** Gets each line for `SSLKEYLOGFILE`. */
  readonly onKeyLog?: ((line: Buffer) => void) | undefined;
  /** Variables that name proxies; without it there are none. */
  readonly proxyEnvironment?: Environment | undefined;
  /** Replaces the operating system's name look-up. */
  readonly lookup?: SystemLookup | undefined;
  /** Module of the helper thread (`sync-thread-entry.ts` as built); `sendSync` needs it. */
  readonly syncThreadEntry?: URL | undefined;
}

/** What the HTTP transports of one thread have in common. */
export interface TransportShared extends Http1Shared, Disposable {
  readonly settings: TransportSettings;
  readonly deadlines: Deadlines;
  readonly readBuffer: Buffer;
  readonly headerTexts: HeaderTexts;
  readonly origins: Origins;
  readonly addresses: AddressBook;
  readonly secureContexts: SecureContexts;
  readonly syncThread: SyncThread;
}

const READ_BUFFER_BYTES = 64 * 1024;

export function createTransportShared(settings: TransportSettings): TransportShared {
  const { options, clock } = settings;
  const deadlines = new Deadlines(clock);
  const { proxyEnvironment = {} } = settings;
  const origins = new Origins((url) => proxyFor(url, proxyEnvironment));
  const syncThread = new SyncThread(settings);
  return {
    settings,
    clock,
    wallOffsetMs: clock.wallMs() - clock.now(),
    deadlines,
    readBuffer: Buffer.allocUnsafeSlow(READ_BUFFER_BYTES),
    headScan: new HeadScan(),
    heads: new RequestHeads(options.noConnectionReuse, (target) => forwarderOf(origins.originOf(target))),
    headerTexts: new HeaderTexts(),
    origins,
    addresses: new AddressBook(options, new NameLookup(options.dns, clock, settings.lookup)),
    secureContexts: new SecureContexts(options, settings.caFile),
    syncThread,
    [Symbol.dispose]: () => {
      deadlines.close();
      syncThread.close();
    },
  };
}
