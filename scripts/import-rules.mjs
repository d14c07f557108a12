// Which code may import which: the one table that holds the layout together. `pnpm check` enforces it.

/** Workspace packages each package may import outside its tests. */
export const PACKAGES = {
  'packages/core': [],
  'packages/protocol': ['core'],
  'packages/runtime': ['core'],
  'packages/outputs': ['core'],
  'packages/engine': ['core', 'runtime'],
  'packages/coordinator': ['core', 'protocol'],
  'packages/testkit': ['core', 'runtime', 'outputs', 'engine', 'protocol', 'coordinator'],
  'apps/cli': ['core', 'engine', 'outputs', 'protocol', 'coordinator', 'agent'],
  'apps/agent': ['core', 'engine', 'protocol'],
  'apps/controller': ['core', 'protocol', 'coordinator'],
  'apps/web': ['core', 'protocol'],
};

/** Folders of `src` each folder may import, besides itself. Folders not named here are free. */
export const FOLDERS = {
  'packages/core/src/time': ['errors'],
  'packages/core/src/errors': [],
  'packages/core/src/log': [],
  'packages/core/src/segment': ['errors'],
  'packages/core/src/metrics': ['time', 'errors', 'log'],
  'packages/core/src/thresholds': ['metrics', 'time', 'errors', 'log'],
  'packages/core/src/verdict': ['thresholds', 'errors'],
  'packages/core/src/executors': ['segment', 'metrics', 'time', 'errors', 'log'],
  'packages/core/src/options': ['executors', 'thresholds', 'segment', 'time', 'errors', 'metrics', 'log'],
  'packages/core/src/scheduler': ['options', 'executors', 'segment', 'metrics', 'time', 'errors', 'log'],
  'packages/core/src/summary': ['options', 'metrics', 'thresholds', 'time', 'errors'],
  'packages/runtime/src/transport': [],
  'packages/runtime/src/loader': [],
  'packages/runtime/src/compiler': [],
  'packages/runtime/src/sandbox': ['compiler', 'vu', 'loader', 'program'],
  'packages/runtime/src/program': ['compiler', 'loader', 'sandbox', 'vu', 'modules'],
  'packages/runtime/src/modules': ['sandbox', 'transport', 'vu', 'loader'],
  'packages/runtime/src/vu': ['sandbox', 'transport', 'modules', 'loader', 'program'],
};
