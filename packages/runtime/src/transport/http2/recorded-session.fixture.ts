import { once } from 'node:events';
import { type ClientHttp2Session, connect, createServer, type ServerHttp2Stream } from 'node:http2';
import { Duplex } from 'node:stream';

/** What a server is to answer to one request. */
export interface PlannedResponse {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly informational: boolean;
  readonly body: readonly string[];
  readonly trailers: readonly (readonly [name: string, value: string])[];
  /** The server resets the stream after the body, with this code. */
  readonly reset: number | undefined;
}

/** What a client made of it. */
export interface ReadResponse {
  readonly status: number;
  /** Those of the head, by name. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
  readonly resetWith: number;
}

export interface RecordedSession {
  /** All the server sent. */
  readonly bytes: Buffer;
  /** As Node's client read them, in the order of the streams. */
  readonly responses: readonly ReadResponse[];
}

/** Lets Node's HTTP/2 server answer Node's client as planned, and notes every byte the server sends. */
export async function recordSession(
  plan: readonly PlannedResponse[],
  paddingStrategy: number,
): Promise<RecordedSession> {
  const sent: Buffer[] = [];
  const [clientEnd, serverEnd] = duplexPair((chunk) => sent.push(Buffer.from(chunk)));
  const server = createServer({ paddingStrategy });
  server.on('sessionError', () => {});
  server.on('stream', (stream, headers) => {
    const planned = plan[Number(String(headers[':path']).slice(1))];
    if (planned !== undefined) answer(stream, planned);
  });
  server.emit('connection', serverEnd);
  const client = connect('http://x', { createConnection: () => clientEnd });
  await once(client, 'remoteSettings');
  const responses = await Promise.all(plan.map((_, i) => read(client, i)));
  const closed = once(client, 'close');
  client.close();
  await closed;
  return { bytes: Buffer.concat(sent), responses };
}

function answer(stream: ServerHttp2Stream, planned: PlannedResponse): void {
  const { status, headers, informational, body, trailers, reset } = planned;
  stream.on('error', () => {});
  if (informational) stream.additionalHeaders({ ':status': 103, link: '</a>' });
  const endStream = body.length === 0 && trailers.length === 0 && reset === undefined;
  stream.respond(
    { ':status': status, ...grouped(headers) },
    { endStream, waitForTrailers: trailers.length > 0 },
  );
  stream.on('wantTrailers', () => stream.sendTrailers(grouped(trailers)));
  if (endStream) return;
  for (const piece of body) stream.write(Buffer.from(piece, 'latin1'));
  if (reset === undefined) stream.end();
  else stream.close(reset);
}

function grouped(fields: readonly (readonly [string, string])[]): Record<string, string[]> {
  const byName: Record<string, string[]> = {};
  for (const [name, value] of fields) byName[name] = [...(byName[name] ?? []), value];
  return byName;
}

function read(client: ClientHttp2Session, i: number): Promise<ReadResponse> {
  return new Promise((resolve) => {
    const stream = client.request({ ':path': `/${i}` });
    const chunks: Buffer[] = [];
    let status = 0;
    let headers: [string, string][] = [];
    stream.on('response', (fields, _flags, raw?: readonly string[]) => {
      status = Number(fields[':status']);
      headers = pairs(raw ?? []).filter(([name]) => !name.startsWith(':'));
    });
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('error', () => {});
    stream.on('close', () => {
      const body = Buffer.concat(chunks).toString('latin1');
      resolve({ status, headers, body, resetWith: stream.rstCode });
    });
  });
}

/** Names and values in turn, two by two. */
export function pairs(list: readonly string[]): [string, string][] {
  return Array.from({ length: list.length / 2 }, (_, i) => [list[2 * i] ?? '', list[2 * i + 1] ?? '']);
}

function duplexPair(onServerWrite: (chunk: Buffer) => void): [client: Duplex, server: Duplex] {
  const client: Duplex = end((chunk) => server.push(chunk));
  const server: Duplex = end((chunk) => {
    if (chunk !== null) onServerWrite(chunk);
    client.push(chunk);
  });
  return [client, server];

  /** null is the end. */
  function end(deliver: (chunk: Buffer | null) => void): Duplex {
    return new Duplex({
      read() {},
      write(chunk: Buffer, _encoding, done) {
        deliver(chunk);
        setImmediate(done);
      },
      final(done) {
        deliver(null);
        done();
      },
    });
  }
}
