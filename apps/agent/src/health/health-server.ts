import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type SystemError, systemErrorText, UserError } from '@squall/core';
import type { TenurePhase, TenureRef } from '@squall/protocol';

/** For whoever watches over the process. */
export interface HealthReport {
  readonly status: 'ok' | 'connecting' | 'leaving';
  readonly name: string;
  readonly zone: string;
  readonly connected: boolean;
  readonly tenures: readonly (TenureRef & { readonly phase: TenurePhase['kind'] })[];
  /** How late the process was at most in the last seconds, in ms. */
  readonly lag: number;
}

export interface HealthServer extends AsyncDisposable {
  readonly port: number;
}

/** Answers `GET /health`: 200 as long as there is a coordinator to work for, otherwise 503. */
export async function serveHealth(
  { host, port }: { readonly host: string; readonly port: number },
  report: () => HealthReport,
): Promise<HealthServer> {
  const server = createServer((request, response) => {
    const isKnown = request.url === '/health' && (request.method === 'GET' || request.method === 'HEAD');
    const body = isKnown ? report() : { error: 'only GET /health is answered' };
    const status = !isKnown ? 404 : 'connected' in body && body.connected ? 200 : 503;
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(request.method === 'HEAD' ? undefined : `${JSON.stringify(body)}\n`);
  });
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (error) {
    const { code, message } = error as SystemError;
    const why = code === 'EADDRINUSE' ? 'the address is in use' : systemErrorText({ code, message });
    throw new UserError('CANNOT_LISTEN', `cannot answer health checks on ${host}:${port}: ${why}`, {
      hint: 'choose another address with --health',
    });
  }
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
}
