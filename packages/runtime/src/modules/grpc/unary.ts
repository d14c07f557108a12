import { create, type DescMethod, fromBinary, type Message, toBinary } from '@bufbuild/protobuf';
import type { Realm } from '../../sandbox/contract.ts';
import type { VUContext } from '../../vu/vu-context.ts';
import { CallMetrics } from './call-metrics.ts';
import type { GrpcClient } from './client.ts';
import { type CallParams, readCallParams } from './params.ts';
import { builtInDefinitions } from './proto/built-in-protos.ts';
import { decodeBody } from './proto/decode-body.ts';
import { MessageError, messageFromJson } from './proto/message-from-json.ts';
import { messageToJson } from './proto/message-to-json.ts';
import { requestText } from './request-text.ts';
import { STATUS, statusObject } from './status.ts';
import type { CallEnd, GrpcCall } from './wire/call.ts';
import { ConnectFailure } from './wire/connection.ts';

const DEFAULT_TIMEOUT_MS = 120_000;

/** A call that is ready to be made. */
export interface UnaryCall {
  readonly method: DescMethod;
  readonly path: string;
  readonly request: Uint8Array;
  readonly params: CallParams;
}

/** How a call ended, and the message it brought if it did. */
export interface UnaryOutcome {
  readonly end: CallEnd;
  readonly message: Message | undefined;
}

/** Reads the arguments of `invoke`. @throws GoError */
export function prepareUnary(
  vu: VUContext,
  client: GrpcClient,
  [name, request, given]: readonly unknown[],
): UnaryCall {
  const { realm } = vu;
  if (vu.stage === 'init') throw realm.goError('invoking RPC methods in the init context is not supported');
  client.requireConnection(realm);
  const path = methodPath(realm, name);
  const method = client.definitions.find(path);
  if (method === undefined)
    throw realm.goError(`method ${JSON.stringify(path)} not found in file descriptors`);
  const params = readCallParams(vu, given, "invalid GRPC's client.invoke() parameters: ");
  if (request === undefined) throw realm.goError('request cannot be nil');
  return { method, path, params, request: encodeRequest(realm, client, method, request) };
}

function methodPath(realm: Realm, name: unknown): string {
  const text = name === undefined || name === null ? '' : String(name);
  if (text === '') throw realm.goError('method to invoke cannot be empty');
  return text.startsWith('/') ? text : `/${text}`;
}

function encodeRequest(
  realm: Realm,
  client: GrpcClient,
  { input }: DescMethod,
  request: unknown,
): Uint8Array {
  const text = requestText(realm, request);
  try {
    return toBinary(input, messageFromJson(input, text, client.definitions.registry));
  } catch (error) {
    if (!(error instanceof MessageError)) throw error;
    throw realm.goError(`unable to serialise request object to protocol buffer: ${error.message}`);
  }
}

/** A call under way. */
export interface StartedUnary {
  readonly done: Promise<UnaryOutcome>;
  cancel(): void;
}

/** Hot path: makes the call of a script. */
export function startUnary(vu: VUContext, client: GrpcClient, call: UnaryCall): StartedUnary {
  const metrics = new CallMetrics(vu, call.params.tags);
  metrics.nameAfter(client.address, call.path);
  return startCall(vu, client, { ...call, metrics, timeoutMs: DEFAULT_TIMEOUT_MS });
}

/** Hot path: one message out, one in. Failures of the RPC are outcomes, too. */
export function startCall(
  vu: VUContext,
  client: GrpcClient,
  call: UnaryCall & { readonly metrics: CallMetrics; readonly timeoutMs: number },
): StartedUnary {
  const { metrics, path, params } = call;
  let started: GrpcCall | undefined;
  let isCancelled = false;
  const done = client.usableConnection(vu).then(
    (connection) =>
      new Promise<UnaryOutcome>((resolve) => {
        if (isCancelled) return;
        let message: Message | undefined;
        metrics.ip(connection.remoteIp);
        started = connection.start(vu, {
          settings: client.callSettings(path, params, call.timeoutMs),
          listener: {
            onMessage: (bytes) => {
              message = decodeBody(call.method.output, bytes);
            },
            onEnd: (end) => {
              metrics.ended(end.code);
              resolve({ end, message });
            },
          },
        });
        started.send(call.request);
        started.halfClose();
      }),
    (error: unknown) => {
      if (!(error instanceof ConnectFailure)) throw error;
      metrics.ended(STATUS.UNAVAILABLE);
      return { end: unavailable(error.message), message: undefined };
    },
  );
  return {
    done,
    cancel: () => {
      isCancelled = true;
      started?.abandon();
    },
  };
}

function unavailable(message: string): CallEnd {
  return { code: STATUS.UNAVAILABLE, message, details: undefined, headers: {}, trailers: {} };
}

/** What a script gets for a call. */
export function unaryResponse(
  { realm }: Pick<VUContext, 'realm'>,
  client: GrpcClient,
  { method, params }: Pick<UnaryCall, 'method' | 'params'>,
  { end, message }: UnaryOutcome,
): object {
  const { registry } = client.definitions;
  const { output } = method;
  const json = params.discardsMessage ? null : messageToJson(output, message ?? create(output), registry);
  const response = realm.createObject();
  response.message = realmJson(realm, json);
  response.error = end.code === STATUS.OK ? null : realmJson(realm, errorJson(client, end));
  response.headers = realmJson(realm, end.headers);
  response.trailers = realmJson(realm, end.trailers);
  response.status = statusObject(realm, end.code);
  return response;
}

export function realmJson(realm: Realm, value: unknown): unknown {
  return realm.intrinsics.JSON.parse(JSON.stringify(value));
}

/** `google.rpc.Status` as JSON. */
function errorJson({ definitions }: GrpcClient, { code, message, details }: CallEnd): object {
  const schema = builtInDefinitions().registry.getMessage('google.rpc.Status');
  if (schema === undefined || details === undefined) return { code, message, details: [] };
  try {
    return messageToJson(schema, fromBinary(schema, details), definitions.registry) as object;
  } catch {
    // Details of types the script did not load cannot be shown.
    return { code, message, details: [] };
  }
}
