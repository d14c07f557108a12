import { fromBinary, fromJson, toBinary } from '@bufbuild/protobuf';
import type { Suspendable } from '../../vu/operation.ts';
import type { VUContext } from '../../vu/vu-context.ts';
import { CallMetrics } from './call-metrics.ts';
import { type GrpcClient, plainCallParams } from './client.ts';
import { builtInDefinitions } from './proto/built-in-protos.ts';
import { callFailure } from './reflection.ts';
import { healthObject, STATUS } from './status.ts';
import { waitFor } from './wait-for.ts';
import type { CallEnd, GrpcCall } from './wire/call.ts';

const METHOD = '/grpc.health.v1.Health/Check';
const TIMEOUT_MS = 60_000;

/** `client.healthCheck()`. */
export function* checkHealth(vu: VUContext, client: GrpcClient, service: unknown): Suspendable<unknown> {
  const { realm } = vu;
  client.requireConnection(realm);
  const method = builtInDefinitions().find(METHOD);
  if (method === undefined) throw new Error('the health service is not defined');
  const name = service === undefined || service === null ? '' : String(service);
  const request = toBinary(method.input, fromJson(method.input, { service: name }));
  const outcome = (yield waitFor(vu, startCheck(vu, client, request))) as Outcome;
  if (outcome.end.code !== STATUS.OK) throw realm.goError(callFailure(outcome.end).message);
  const message = fromBinary(method.output, outcome.message ?? new Uint8Array());
  const answer = realm.createObject();
  answer.status = healthObject(realm, (message as { readonly status?: number }).status ?? 0);
  return answer;
}

interface Outcome {
  readonly end: CallEnd;
  readonly message: Uint8Array | undefined;
}

function startCheck(vu: VUContext, client: GrpcClient, request: Uint8Array) {
  const params = plainCallParams(vu.tags);
  const metrics = new CallMetrics(vu, params.tags);
  let call: GrpcCall | undefined;
  const done = client.usableConnection(vu).then(
    (connection) =>
      new Promise<Outcome>((resolve) => {
        let message: Uint8Array | undefined;
        call = connection.start(vu, {
          settings: client.callSettings(METHOD, params, TIMEOUT_MS),
          listener: {
            onMessage: (bytes) => {
              message = bytes;
            },
            onEnd: (end) => {
              metrics.ended(end.code);
              resolve({ end, message });
            },
          },
        });
        call.send(request);
        call.halfClose();
      }),
  );
  return { done, cancel: () => call?.abandon() };
}
