import type { IncomingMessage } from 'node:http';
import { headerValues } from '../http/raw-headers.ts';

/** How the attempt to open a session ended. */
export interface Handshake {
  /** `Clock.now()` when it began. */
  readonly startMs: number;
  readonly durationMs: number;
  /** 0 without an answer. */
  readonly status: number;
  readonly rawHeaders: readonly string[];
  /** Of an answer that refuses. */
  readonly body: string;
  readonly subprotocol: string;
  readonly extensions: readonly string[];
  readonly remoteIp: string;
  /** Go's text of what went wrong. */
  readonly error: string | undefined;
}

export const BAD_HANDSHAKE = 'websocket: bad handshake';

/** The parts that the server's answer decides. */
export type Answer = Pick<
  Handshake,
  'status' | 'rawHeaders' | 'body' | 'subprotocol' | 'extensions' | 'error'
>;

export function noAnswer(error: string): Answer {
  return { status: 0, rawHeaders: [], body: '', subprotocol: '', extensions: [], error };
}

export function acceptedBy({ statusCode = 0, rawHeaders }: IncomingMessage): Answer {
  const [subprotocol = ''] = headerValues(rawHeaders, 'sec-websocket-protocol');
  const extensions = headerValues(rawHeaders, 'sec-websocket-extensions');
  return { status: statusCode, rawHeaders, body: '', subprotocol, extensions, error: undefined };
}

/** Reads as much of the body as Go's client keeps. */
export async function refusedBy(response: IncomingMessage): Promise<Answer> {
  const pieces: Buffer[] = [];
  let length = 0;
  try {
    for await (const piece of response as AsyncIterable<Buffer>) {
      pieces.push(piece);
      length += piece.length;
      if (length >= KEPT_BYTES) break;
    }
  } catch {
    // What came before the connection broke is the body.
  }
  const body = Buffer.concat(pieces).subarray(0, KEPT_BYTES).toString('utf8');
  return { ...acceptedBy(response), body, error: BAD_HANDSHAKE };
}

const KEPT_BYTES = 1024;
