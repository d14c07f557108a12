import { defineConfig } from 'tsup';

export default defineConfig({
  entry: {
    main: 'src/main.ts',
    worker: '../../packages/runtime/src/worker/thread-entry.ts',
    'sync-thread': '../../packages/runtime/src/transport/sync-thread-entry.ts',
  },
  format: ['esm'],
  target: 'node20',
  platform: 'node',
  splitting: true,
  clean: true,
  sourcemap: true,
  // esbuild brings a native program of its own; everything else becomes part of the output.
  noExternal: [/^(?!esbuild$)/],
  external: ['esbuild'],
  esbuildOptions(options) {
    options.conditions = ['source'];
    // Bundled CommonJS packages call require() for Node's modules.
    options.banner = {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    };
  },
});
