import type { EngineCalls } from './engine-calls.ts';
import type { LocalDeps } from './local/local-deps.ts';

/** Joins the commands to the engine; each one's code is loaded when it is called. */
export function connectEngine(deps: LocalDeps): EngineCalls {
  return {
    run: async (request) => (await import('./local/run-locally.ts')).runLocally(request, deps),
    archive: async (request) => (await import('./local/archive-test.ts')).archiveTest(request),
    inspect: async (request) => (await import('./local/inspect-test.ts')).inspectTest(request),
    imports: async (request) => (await import('./local/inspect-test.ts')).importsOfTest(request),
  };
}
