import { readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import { type SystemError, systemErrorText, UserError } from '@squall/core';
import { WebSocket } from 'ws';
import type { Connection, ConnectionListener, Dial } from './connection.ts';

const HANDSHAKE_MS = 10_000;
const KEEP_ALIVE_MS = 5_000;
// What setup returned and the data for handleSummary travel as one message each.
const MAX_MESSAGE_BYTES = 512 * 1024 * 1024;

/** @throws UserError when the authorities cannot be read. */
export function webSocketDial(url: string, caFile: string | undefined): Dial {
  const ca = caFile === undefined ? {} : { ca: [...rootCertificates, readAuthorities(caFile)] };
  return (listener) => {
    const socket = new WebSocket(url, {
      ...ca,
      handshakeTimeout: HANDSHAKE_MS,
      maxPayload: MAX_MESSAGE_BYTES,
      perMessageDeflate: false,
    });
    return connectionOver(socket, listener);
  };
}

function connectionOver(socket: WebSocket, listener: ConnectionListener): Connection {
  let failure: string | undefined;
  socket.binaryType = 'nodebuffer';
  socket.on('upgrade', ({ socket: carrier }) => carrier.setKeepAlive(true, KEEP_ALIVE_MS));
  socket.on('open', () => listener.opened());
  socket.on('message', (data: Buffer, isBinary) =>
    listener.message(isBinary ? new Uint8Array(data) : data.toString('utf8')),
  );
  socket.on('error', (error) => {
    failure ??= describe(error);
  });
  socket.on('close', () => listener.closed(failure ?? 'the connection was closed'));
  return {
    send: (data) => socket.send(data, () => undefined), // A failure to send closes the connection.
    get backlogBytes() {
      return socket.bufferedAmount;
    },
    close: () => socket.close(),
    abandon: () => socket.terminate(),
  };
}

/** Node tries all addresses of a name and then has one error for each. */
function describe(error: Error): string {
  const [first] = error instanceof AggregateError ? (error.errors as Error[]) : [error];
  const { code, message } = (first ?? error) as SystemError;
  if (code === 'ECONNREFUSED') return 'connection refused';
  return message === '' ? (code ?? 'unknown') : message;
}

function readAuthorities(caFile: string): string {
  try {
    return readFileSync(caFile, 'utf8');
  } catch (error) {
    throw new UserError(
      'FILE_NOT_FOUND',
      `cannot read '${caFile}': ${systemErrorText(error as SystemError)}`,
    );
  }
}
