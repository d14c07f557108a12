import type { AnyFunction } from '../../vu/operation.ts';
import type { VUContext } from '../../vu/vu-context.ts';
import type { declareStreamMetrics } from './call-metrics.ts';
import type { GrpcClient } from './client.ts';
import { clientOf } from './client-object.ts';
import { readCallParams } from './params.ts';
import { GrpcStream, STREAM_EVENTS, type StreamCall } from './stream.ts';

/** A Stream as scripts see it; the RPC starts at once. */
export function streamObject(
  vu: VUContext,
  streamMetrics: ReturnType<typeof declareStreamMetrics>,
  args: readonly unknown[],
): object {
  const { realm } = vu;
  const stream = new GrpcStream(vu, { ...readCall(vu, args), streamMetrics });
  const object = realm.createObject();
  object.on = realm.native('on', 2, (event: unknown, handler: unknown) =>
    listen(vu, stream, String(event), handler),
  );
  object.write = realm.native('write', 1, (message: unknown) => {
    if (message === undefined || message === null) {
      vu.log.log('warning', "can't send empty message", { streamMethod: String(args[1]) });
    } else stream.write(message);
  });
  object.end = realm.native('end', 0, () => stream.end());
  return object;
}

function readCall(
  vu: VUContext,
  [client, method, params]: readonly unknown[],
): Omit<StreamCall, 'streamMetrics'> {
  const { realm } = vu;
  const owner = requireClient(vu, client);
  const name = method === undefined || method === null ? '' : String(method);
  const path = name.startsWith('/') ? name : `/${name}`;
  const found = owner.definitions.find(path);
  if (found === undefined) {
    throw realm.goError(
      `invalid GRPC Stream's method: method ${JSON.stringify(path)} not found in file descriptors`,
    );
  }
  return {
    client: owner,
    method: found,
    path,
    params: readCallParams(vu, params, "invalid GRPC Stream's parameters: "),
  };
}

function requireClient({ realm, stage }: VUContext, value: unknown): GrpcClient {
  const refuse = (reason: string): Error => realm.goError(`invalid GRPC Stream's client: ${reason}`);
  if (value === undefined || value === null) throw refuse('empty gRPC client');
  const client = clientOf(value);
  if (client === undefined) throw refuse('not a gRPC client');
  if (stage === 'init' || !client.isConnected)
    throw refuse('no gRPC connection, you must call connect first');
  return client;
}

function listen({ realm, log }: VUContext, stream: GrpcStream, event: string, handler: unknown): void {
  if (!STREAM_EVENTS.has(event)) {
    log.log('warning', `can't register ${event} event handler: unknown GRPC stream's event type: ${event}`);
  } else if (typeof handler !== 'function') {
    throw realm.goError(`handler for ${JSON.stringify(event)} event isn't a callable function`);
  } else stream.on(event, handler as AnyFunction);
}
