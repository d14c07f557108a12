import type { FoundFile, ScriptSources } from '../../loader/contract.ts';
import type { VUContext } from '../../vu/vu-context.ts';
import type { BuiltinModule } from '../builtin-module.ts';
import { constructible } from '../constructible.ts';
import { namedError } from '../error-values.ts';
import { oncePerRealm } from '../per-realm.ts';
import { fileObject, OpenFile, SEEK_MODE } from './script-file.ts';

/** The module `k6/experimental/fs` of a thread. */
export function createFsModule(sources: Pick<ScriptSources, 'entryUrl' | 'find'>): BuiltinModule {
  return {
    specifier: 'k6/experimental/fs',
    instantiate: (vu) => ({
      named: Object.defineProperty(
        {
          open: vu.realm.native('open', 1, (path: unknown) => open(vu, sources, path)),
          SeekMode: vu.realm.clone(SEEK_MODE),
        },
        'File',
        { value: fileClass(vu.realm) },
      ),
    }),
  };
}

/** In the types of k6 only: there for those who ask, but in no listing, and only `open` makes files. */
const fileClass = oncePerRealm((realm) =>
  constructible(realm, 'File', 0, () => {
    throw realm.typeError('a File cannot be constructed: open() gives one');
  }),
);

function open(vu: VUContext, sources: Pick<ScriptSources, 'entryUrl' | 'find'>, path: unknown): unknown {
  const { promise, resolve, reject } = vu.loop.promise();
  const refusal = refusalOf(vu, path);
  if (refusal !== undefined) {
    reject(refusal);
    return promise;
  }
  // Relative to the script, wherever the module is that calls.
  const found = sources.find(String(path), sources.entryUrl);
  if (found.read.kind === 'file') {
    resolve(fileObject(vu, new OpenFile(found.absolutePath, found.read.bytes)));
  } else reject(notOpened(vu, found));
  return promise;
}

function refusalOf({ realm, stage }: VUContext, path: unknown): object | undefined {
  const refuse = (name: string, reason: string): object =>
    namedError(realm, name, `open() failed; reason: ${reason}`);
  if (stage !== 'init') {
    return refuse('ForbiddenError', 'opening a file is allowed only in the Init context');
  }
  if (path === undefined || path === null) return refuse('TypeError', 'path cannot be null or undefined');
  return path === '' ? refuse('TypeError', 'path cannot be empty') : undefined;
}

function notOpened({ realm }: VUContext, { absolutePath, read }: FoundFile): object {
  switch (read.kind) {
    case 'directory':
      return namedError(
        realm,
        'InvalidResourceError',
        `cannot open "${absolutePath}": opening a directory is not supported`,
      );
    case 'failed':
      return namedError(realm, 'InvalidResourceError', `cannot open "${absolutePath}": ${read.reason}`);
    case 'unread':
      return namedError(
        realm,
        'ForbiddenError',
        `open() failed; reason: "${absolutePath}" was not opened by the first run of the init code`,
      );
    default:
      return namedError(realm, 'NotFoundError', `no such file or directory "${absolutePath}"`);
  }
}
