import type { EngineCalls } from './engine-calls.ts';
import { archiveTest } from './local/archive-test.ts';
import { importsOfTest, inspectTest } from './local/inspect-test.ts';
import type { LocalDeps } from './local/local-deps.ts';
import { runLocally } from './local/run-locally.ts';

/** Joins the commands to the engine. */
export function connectEngine(deps: LocalDeps): EngineCalls {
  return {
    run: (request) => runLocally(request, deps),
    // Loaded only when asked for: a run here needs neither sockets nor a protocol.
    async runClustered(request) {
      const { runClustered } = await import('./cluster/run-clustered.ts');
      return runClustered(request, deps);
    },
    async runInCloud(request) {
      const { runInCloud } = await import('./cloud/run-in-cloud.ts');
      return runInCloud(request, deps);
    },
    async upload(request) {
      const { uploadOnly } = await import('./cloud/upload-only.ts');
      return uploadOnly(request, deps);
    },
    async beAgent(request) {
      const { beAgent } = await import('./agent/be-agent.ts');
      return beAgent(request, deps);
    },
    async beController(request) {
      const { runController } = await import('./controller/run-controller.ts');
      return runController(request, deps);
    },
    archive: (request) => archiveTest(request, deps),
    inspect: (request) => inspectTest(request, deps),
    imports: (request) => importsOfTest(request, deps),
  };
}
