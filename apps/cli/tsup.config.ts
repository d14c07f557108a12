import { defineConfig } from 'tsup';
import { finishBuild } from './build/finish-build.ts';
import { setApart } from './build/set-apart.ts';

export default defineConfig({
  entry: {
    main: 'src/main.ts',
    program: 'src/program.ts',
    thread: 'src/startup/thread.ts',
    runner: '../agent/src/runner/runner-entry.ts',
    'script-thread': '../../packages/runtime/src/worker/thread-entry.ts',
    'sync-thread': '../../packages/runtime/src/transport/sync-thread-entry.ts',
    controller: 'src/controller/controller-entry.ts',
    protobuf: '../../packages/runtime/src/modules/grpc/proto/libraries-entry.ts',
  },
  // One file for each thread, with modules that run only when they are first imported: fewer and sooner than with
  // ES modules, where every file costs a millisecond and all of Node's modules are loaded before the first line.
  format: ['cjs'],
  splitting: false,
  target: 'node20',
  platform: 'node',
  clean: true,
  sourcemap: true,
  outExtension: () => ({ js: '.js' }),
  // These bring native code; everything else becomes part of the output.
  noExternal: [/^(?!(esbuild|better-sqlite3)$)/],
  external: ['esbuild', 'better-sqlite3'],
  esbuildPlugins: [
    setApart({
      names: /^(protobufjs|@bufbuild\/protobuf)($|\/)/,
      importers: /[/\\]packages[/\\]runtime[/\\]src[/\\](?!.*libraries-entry)/,
      file: './protobuf.js',
    }),
    setApart({
      names: /^@squall\/controller$/,
      importers: /[/\\]apps[/\\]cli[/\\]src[/\\](?!.*controller-entry)/,
      file: './controller.js',
    }),
  ],
  define: { 'import.meta.url': '__file.url' },
  esbuildOptions(options) {
    options.conditions = ['source'];
    options.banner = {
      js: "'use strict'; const __file = { get url() { return require('node:url').pathToFileURL(__filename).href; } };",
    };
  },
  onSuccess: finishBuild,
});
