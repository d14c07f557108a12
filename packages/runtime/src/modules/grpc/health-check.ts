import { fromJson, toBinary } from '@bufbuild/protobuf';
import type { Suspendable } from '../../vu/operation.ts';
import type { VUContext } from '../../vu/vu-context.ts';
import { CallMetrics } from './call-metrics.ts';
import { type GrpcClient, plainCallParams } from './client.ts';
import { builtInDefinitions } from './proto/built-in-protos.ts';
import { callFailure } from './reflection.ts';
import { healthObject, STATUS } from './status.ts';
import { startCall, type UnaryOutcome } from './unary.ts';
import { waitFor } from './wait-for.ts';

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
  const params = plainCallParams(vu.tags);
  const metrics = new CallMetrics(vu, params.tags);
  const call = { method, path: METHOD, request, params, metrics, timeoutMs: TIMEOUT_MS };
  const { end, message } = (yield waitFor(vu, startCall(vu, client, call))) as UnaryOutcome;
  if (end.code !== STATUS.OK) throw realm.goError(callFailure(end).message);
  const answer = realm.createObject();
  answer.status = healthObject(realm, (message as { readonly status?: number } | undefined)?.status ?? 0);
  return answer;
}
