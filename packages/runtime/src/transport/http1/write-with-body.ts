import type { Socket } from 'node:net';
import type { RequestHead } from './request-head.ts';

const LARGEST_COPIED_BODY = 16 * 1024;
const SCRATCH_BYTES = 64 * 1024;
const EMPTY_CHUNKED_BODY = Buffer.from('0\r\n\r\n');

/** Small requests are put together here; a write that the kernel takes at once leaves nothing behind. */
let scratch = Buffer.allocUnsafeSlow(SCRATCH_BYTES);

/**
 * Writes head and body in one go. True when it can be taken for sent; otherwise `onWritten` says when the kernel has
 * taken the last byte.
 */
export function writeWithBody(
  socket: Socket,
  head: RequestHead,
  body: Uint8Array,
  onWritten: () => void,
): boolean {
  const payload = body.length === 0 ? EMPTY_CHUNKED_BODY : body;
  if (payload.length <= LARGEST_COPIED_BODY && head.byteLength + payload.length <= SCRATCH_BYTES) {
    writeCopied(socket, head, payload);
    return true;
  }
  socket.cork();
  socket.write(head.text, head.encoding);
  socket.write(payload, onWritten);
  socket.uncork();
  return false;
}

function writeCopied(socket: Socket, head: RequestHead, body: Uint8Array): void {
  const length = head.byteLength + body.length;
  // A TLS socket never says at once that it has taken a write, so a shared buffer would never come back from it.
  const isTls = 'encrypted' in socket;
  const bytes = isTls ? Buffer.allocUnsafe(length) : scratch.subarray(0, length);
  bytes.write(head.text, head.encoding);
  bytes.set(body, head.byteLength);
  socket.write(bytes);
  // Not taken at once: the socket still reads from it.
  if (!isTls && socket.writableLength > 0) scratch = Buffer.allocUnsafeSlow(SCRATCH_BYTES);
}
