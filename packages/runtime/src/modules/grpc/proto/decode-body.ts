import { type DescMessage, fromBinary, type Message } from '@bufbuild/protobuf';
import { FrameError } from '../wire/frames.ts';

/** The message a server sent. @throws FrameError, which ends the call with a status as a broken frame does */
export function decodeBody(schema: DescMessage, bytes: Uint8Array): Message {
  try {
    return fromBinary(schema, bytes);
  } catch {
    // The library says where it gave up; gRPC's text is the same for all of it.
    const reason = 'proto: cannot parse invalid wire-format data';
    throw new FrameError(`grpc: failed to unmarshal the received message: ${reason}`, false);
  }
}
