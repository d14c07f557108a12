import { pathOfUrl } from '../file-url.ts';
import type { SourceStore } from '../source-store.ts';
import { archivePath } from './archive-path.ts';
import type { Archive } from './read-archive.ts';

/** Only what the archive holds is found; nothing is read from the disk or the network. */
export function createArchiveStore({ files, remoteFiles }: Archive): SourceStore {
  return {
    readFile(absolutePath) {
      const path = archivePath(absolutePath);
      const bytes = files.get(path);
      if (bytes !== undefined) return { kind: 'file', bytes };
      return isFolder(path, files) ? { kind: 'directory' } : { kind: 'missing' };
    },
    realPath: (path) => path,
    fetchRemote(url) {
      const bytes = remoteFiles.get(archivePath(pathOfUrl(url)));
      if (bytes === undefined) throw new Error(`not found: ${url}`);
      return bytes;
    },
  };
}

function isFolder(path: string, files: ReadonlyMap<string, unknown>): boolean {
  const prefix = path.endsWith('/') ? path : `${path}/`;
  for (const name of files.keys()) if (name.startsWith(prefix)) return true;
  return false;
}
