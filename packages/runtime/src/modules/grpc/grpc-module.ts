import type { ScriptSources } from '../../loader/contract.ts';
import type { BuiltinModule } from '../builtin-module.ts';
import { constructible } from '../constructible.ts';
import { declareStreamMetrics } from './call-metrics.ts';
import { clientObject } from './client-object.ts';
import { DefinitionLoader } from './load-definitions.ts';
import { statusConstants } from './status.ts';
import { streamObject } from './stream-object.ts';

/** The module `k6/net/grpc` of a thread. */
export function createGrpcModule(sources: Pick<ScriptSources, 'entryUrl' | 'find'>): BuiltinModule {
  const loader = new DefinitionLoader(sources);
  return {
    specifier: 'k6/net/grpc',
    instantiate(vu) {
      const { realm } = vu;
      const streamMetrics = declareStreamMetrics(vu);
      return {
        named: {
          Client: constructible(realm, 'Client', 0, () => clientObject(vu, loader)),
          Stream: constructible(realm, 'Stream', 3, (...args: unknown[]) =>
            streamObject(vu, streamMetrics, args),
          ),
          ...statusConstants(realm),
        },
      };
    },
  };
}
