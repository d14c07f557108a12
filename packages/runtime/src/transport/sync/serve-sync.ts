import { createHttpTransport } from '../http-transport.ts';
import type { Traffic } from '../traffic.ts';
import type { HttpTransport, WireRequest, WireResponse } from '../transport.ts';
import { createTransportShared } from '../transport-shared.ts';
import { localClock } from './local-clock.ts';
import type {
  FromSyncThread,
  PlainRequest,
  PlainResponse,
  SyncThreadData,
  ToSyncThread,
} from './sync-messages.ts';

interface Client {
  readonly transport: HttpTransport;
  readonly traffic: Traffic;
}

/** The helper thread's side of `sendSync`: the same client, driven by messages. */
export function serveSync(data: SyncThreadData): void {
  const { port } = data;
  const signal = new Int32Array(data.signal);
  let keyLog: Uint8Array[] = [];
  const shared = createTransportShared({
    options: data.options,
    clock: localClock,
    http2: data.http2,
    caFile: data.caFile,
    proxyEnvironment: data.proxyEnvironment,
    onKeyLog: data.wantsKeyLog ? (line) => keyLog.push(line) : undefined,
  });
  const clients = new Map<number, Client>();

  port.on('message', (message: ToSyncThread) => {
    switch (message.type) {
      case 'send': {
        const client = clientOf(message.client.id, message.client.localAddress);
        client.transport.send(toWireRequest(message.request), (response) => {
          answer({ id: message.id, response: toPlainResponse(response), traffic: client.traffic, keyLog });
          client.traffic.sent = 0;
          client.traffic.received = 0;
          keyLog = [];
        });
        return;
      }
      case 'close-idle':
        clients.get(message.clientId)?.transport.closeIdle();
        return;
      case 'destroy':
        clients.get(message.clientId)?.transport.destroy();
        clients.delete(message.clientId);
        return;
    }
  });
  port.on('close', () => shared[Symbol.dispose]());

  function clientOf(id: number, localAddress: string | undefined): Client {
    let client = clients.get(id);
    if (client === undefined) {
      const traffic: Traffic = { sent: 0, received: 0 };
      client = { transport: createHttpTransport(shared, traffic, localAddress), traffic };
      clients.set(id, client);
    }
    return client;
  }

  function answer(reply: FromSyncThread): void {
    port.postMessage(reply);
    Atomics.add(signal, 0, 1);
    Atomics.notify(signal, 0);
  }
}

function toWireRequest(plain: PlainRequest): WireRequest {
  const { timeoutMs, ...rest } = plain;
  return { ...rest, deadlineMs: localClock.now() + timeoutMs };
}

function toPlainResponse(response: WireResponse): PlainResponse {
  const { status, statusText, proto, rawHeaders, body, timings, endMs, remoteIp, remotePort, tls, failure } =
    response;
  // A pooled buffer would be cloned with the whole pool.
  const ownBody = body === null ? null : new Uint8Array(body);
  return {
    status,
    statusText,
    proto,
    rawHeaders,
    body: ownBody,
    timings,
    endMs,
    remoteIp,
    remotePort,
    tls,
    failure,
  };
}
