import type { Plugin } from 'esbuild';

/** Libraries that are left in a file of their own, which exports them as `libraries` by the names they are imported by. */
export interface SetApart {
  /** The names, as imports write them. */
  readonly names: RegExp;
  /** Whose imports are meant; the file itself is not. */
  readonly importers: RegExp;
  /** Beside the file that needs it. */
  readonly file: string;
}

/** Takes libraries out of the files of threads, so that only those who use them read them. */
export function setApart({ names, importers, file }: SetApart): Plugin {
  const namespace = `set-apart in ${file}`;
  return {
    name: namespace,
    setup(build) {
      build.onResolve({ filter: names }, ({ path, importer }) =>
        importers.test(importer) ? { path, namespace } : undefined,
      );
      build.onResolve({ filter: /^\.\//, namespace }, ({ path }) => ({ path, external: true }));
      build.onLoad({ filter: /.*/, namespace }, ({ path }) => ({
        contents: `module.exports = require(${JSON.stringify(file)}).libraries[${JSON.stringify(path)}];`,
        loader: 'js',
      }));
    },
  };
}
