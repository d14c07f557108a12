import { createServer, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import { gzipSync } from 'node:zlib';
import { type DescMethod, fromBinary, fromJson, type JsonValue, toBinary, toJson } from '@bufbuild/protobuf';
import type { FoundFile } from '../../loader/contract.ts';
import { listen, type RunningServer, TestClient } from '../../transport/transport.fixture.ts';
import { LiveVU } from '../live-vu.fixture.ts';
import { createGrpcModule } from './grpc-module.ts';
import { builtInDefinitions } from './proto/built-in-protos.ts';
import { Definitions } from './proto/definitions.ts';
import { loadProtoFiles } from './proto/proto-files.ts';
import { FrameReader, frameMessage } from './wire/frames.ts';

export const SHOP = `
syntax = "proto3";
package shop;
import "google/protobuf/timestamp.proto";
service Shop {
  rpc Buy(Order) returns (Receipt);
  rpc Watch(Order) returns (stream Receipt);
  rpc Sum(stream Order) returns (Receipt);
  rpc Talk(stream Order) returns (stream Receipt);
}
message Order { string item = 1; int32 count = 2; }
message Receipt { string text = 1; int64 total = 2; repeated string lines = 3; google.protobuf.Timestamp at = 4; }`;

/** The descriptors of the shop, made anew each time. */
export const shopFiles = () =>
  loadProtoFiles(['shop.proto'], ['/'], (path) => (path === '/shop.proto' ? SHOP : undefined));

/** Answers one RPC; messages come and go as JSON. */
export type Behaviour = (call: ServerCall) => void | Promise<void>;

/** The server's side of an RPC. */
export class ServerCall {
  readonly headers: IncomingHttpHeaders;
  /** Whoever ends the stream. */
  readonly closed: Promise<void>;
  readonly #stream: ServerHttp2Stream;
  readonly #method: DescMethod;
  readonly #received: JsonValue[] = [];
  #wake: (() => void) | undefined;
  #isEnded = false;

  constructor(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, method: DescMethod) {
    this.headers = headers;
    this.closed = new Promise((resolve) => {
      stream.once('close', resolve);
    });
    this.#stream = stream;
    this.#method = method;
    const reader = new FrameReader(2 ** 31);
    stream.on('error', () => {});
    stream.on('data', (piece: Buffer) => {
      for (const bytes of reader.take(piece)) {
        this.#received.push(toJson(method.input, fromBinary(method.input, bytes)));
      }
      this.#wake?.();
    });
    stream.on('end', () => {
      this.#isEnded = true;
      this.#wake?.();
    });
  }

  /** The next message; undefined when the client sends no more. */
  async next(): Promise<JsonValue | undefined> {
    while (this.#received.length === 0 && !this.#isEnded) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.#received.shift();
  }

  send(message: JsonValue, isCompressed = false): void {
    const bytes = toBinary(this.#method.output, fromJson(this.#method.output, message));
    const frame = frameMessage(isCompressed ? gzipSync(bytes) : bytes);
    if (isCompressed) frame[0] = 1;
    this.#head();
    this.#stream.write(frame);
  }

  /** Whatever these bytes are, framed as a message. */
  sendBytes(bytes: Uint8Array): void {
    this.#head();
    this.#stream.write(frameMessage(bytes));
  }

  end(code = 0, message = '', trailers: Record<string, string> = {}): void {
    this.#head();
    this.#stream.on('wantTrailers', () => {
      this.#stream.sendTrailers({
        'grpc-status': String(code),
        'grpc-message': encodeURIComponent(message),
        ...trailers,
      });
    });
    this.#stream.end();
  }

  /** Nothing but a head, as servers refuse. */
  refuse(headers: Record<string, string | number>): void {
    this.#stream.respond({ ...headers }, { endStream: true });
  }

  hangUp(): void {
    this.#stream.session?.destroy();
  }

  #head(): void {
    if (this.#stream.headersSent) return;
    this.#stream.respond(
      { ':status': 200, 'content-type': 'application/grpc', 'x-head': ['one', 'two'], date: 'today' },
      { waitForTrailers: true },
    );
  }
}

/** A gRPC server with a behaviour for each method by its path. */
export async function startGrpcServer(
  behaviours: Readonly<Record<string, Behaviour>>,
): Promise<RunningServer & { readonly address: string }> {
  const definitions = new Definitions();
  definitions.add(shopFiles());
  const server = createServer();
  server.on('stream', (stream, headers) => {
    const path = String(headers[':path']);
    const method = definitions.find(path) ?? builtInDefinitions().find(path);
    const behaviour = behaviours[path.split('/')[2] ?? ''];
    if (method === undefined) return stream.close();
    const call = new ServerCall(stream, headers, method);
    if (behaviour === undefined)
      call.refuse({ ':status': 200, 'grpc-status': 12, 'grpc-message': 'not there' });
    else void behaviour(call);
  });
  const running = await listen(server as never, 'grpc');
  return Object.assign(running, { address: `127.0.0.1:${running.port}` });
}

/** A VU whose script has `grpc`, a `client` that loaded the shop's definitions, and `ADDR`. */
export class GrpcVU extends LiveVU implements Disposable {
  readonly #client: TestClient;

  constructor(
    body: string,
    {
      address = '',
      init = '',
      files = {},
    }: { address?: string; init?: string; files?: Record<string, Uint8Array> },
  ) {
    const client = new TestClient();
    const known: Record<string, Uint8Array> = { '/tests/shop.proto': Buffer.from(SHOP), ...files };
    const grpcModule = createGrpcModule({
      entryUrl: 'file:///tests/main.js',
      find: (path): FoundFile => {
        const absolutePath = path.startsWith('/') ? path : `/tests/${path}`;
        const bytes = known[absolutePath];
        return { absolutePath, read: bytes === undefined ? { kind: 'missing' } : { kind: 'file', bytes } };
      },
    });
    super(
      `import grpc, { Client, Stream } from 'k6/net/grpc';
      const ADDR = '${address}';
      const client = new Client();
      client.load([], 'shop.proto');
      const plaintext = { plaintext: true };
      const attempt = (f) => { try { console.log(JSON.stringify(f())); } catch (e) { console.log(e.name + ': ' + e.message); } };
      ${init}
      export default async function () { ${body} }`,
      { modules: [grpcModule], context: { http: client.transport, traffic: client.traffic } },
    );
    this.#client = client;
  }

  samplesOf(metric: string) {
    return this.samples.filter((sample) => sample.metric === metric);
  }

  [Symbol.dispose](): void {
    this.#client[Symbol.dispose]();
  }
}
