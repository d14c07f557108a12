import type { WebSocket } from 'ws';
import type { Peer } from '../peer.ts';

/** An agent that reads so slowly that more than this waits for it is cut off; it reconnects when it can. */
const MAX_QUEUED_BYTES = 32 * 1024 * 1024;

/** For the other side to confirm that the connection is closed; a process that stands still never does. */
const CLOSE_TIMEOUT_MS = 1_000;

/** A WebSocket as the coordinator knows connections. */
export function peerOf(socket: WebSocket): Peer {
  const isOpen = () => socket.readyState === socket.OPEN;
  return {
    send(data) {
      if (!isOpen()) return;
      // What waited before counts, so that one large message always fits.
      if (socket.bufferedAmount > MAX_QUEUED_BYTES) socket.terminate();
      else socket.send(data);
    },
    close: () => closeSoon(socket),
    listen(listener) {
      socket.on('message', (data: Buffer, isBinary) => {
        // Whoever has been sent away is not listened to any more.
        if (isOpen()) listener.message(isBinary ? data : data.toString('utf8'));
      });
      socket.on('close', () => listener.closed());
      // It is closed right after, which is all that matters.
      socket.on('error', () => undefined);
    },
  };
}

/** Closes after what has been sent, but waits no longer than that. */
export function closeSoon(socket: WebSocket): void {
  socket.close();
  setTimeout(() => socket.terminate(), CLOSE_TIMEOUT_MS).unref();
}
