import { ByteReader } from './binary/byte-reader.ts';
import { ByteWriter } from './binary/byte-writer.ts';
import { decodeMetricFrame, encodeMetricFrame } from './frames/frame-codec.ts';
import { controlFromAgent, type FromAgent } from './messages/from-agent.ts';
import { type ArchiveChunk, controlToAgent, type ToAgent } from './messages/to-agent.ts';
import { bytesAsBase64 } from './parse/core-values.ts';
import { ProtocolError } from './protocol-error.ts';

/** A message as a connection carries it: JSON as text, frames and archive chunks as bytes. */
export type WireData = string | Uint8Array;

/** First byte of a chunk. */
const ARCHIVE_CHUNK = 2;

export function encodeFromAgent(message: FromAgent): WireData {
  if (message.type === 'metric-frame') return encodeMetricFrame(message);
  return JSON.stringify(message, bytesAsBase64);
}

/** What a coordinator receives. @throws ProtocolError */
export function decodeFromAgent(data: WireData): FromAgent {
  return typeof data === 'string' ? controlFromAgent(parseJson(data), 'message') : decodeMetricFrame(data);
}

export function encodeToAgent(message: ToAgent): WireData {
  return message.type === 'archive-chunk' ? encodeChunk(message) : JSON.stringify(message);
}

/** What an agent receives. @throws ProtocolError */
export function decodeToAgent(data: WireData): ToAgent {
  return typeof data === 'string' ? controlToAgent(parseJson(data), 'message') : decodeChunk(data);
}

/** The version in an agent's first message, whatever else that version has in it. */
export function protocolVersionOf(data: WireData): number | undefined {
  if (typeof data !== 'string') return undefined;
  const message = parseJson(data) as { readonly protocolVersion?: unknown } | null;
  const version = message?.protocolVersion;
  return typeof version === 'number' ? version : undefined;
}

function encodeChunk({ hash, offset, bytes }: ArchiveChunk): Uint8Array {
  const writer = new ByteWriter();
  writer.byte(ARCHIVE_CHUNK);
  writer.text(hash);
  writer.varint(offset);
  writer.bytes(bytes);
  return writer.finish();
}

function decodeChunk(data: Uint8Array): ArchiveChunk {
  const reader = new ByteReader(data);
  if (reader.byte() !== ARCHIVE_CHUNK) throw new ProtocolError('not an archive chunk');
  const hash = reader.text();
  const chunk: ArchiveChunk = { type: 'archive-chunk', hash, offset: reader.varint(), bytes: reader.bytes() };
  reader.end();
  return chunk;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ProtocolError('a message is not JSON');
  }
}
