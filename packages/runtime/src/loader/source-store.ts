/** What looking for a local file led to. */
export type FileRead =
  | { readonly kind: 'file'; readonly bytes: Uint8Array }
  | { readonly kind: 'missing' }
  | { readonly kind: 'directory' }
  /** Any other failure, worded as the operating system does: `permission denied`. */
  | { readonly kind: 'failed'; readonly reason: string };

/** Where script files come from: the disk and the network, or an archive. Nothing is cached here. */
export interface SourceStore {
  readFile(absolutePath: string): FileRead;
  /** Where a path leads that may go through symbolic links; the path itself where there are none. */
  realPath(absolutePath: string): string;
  /** @throws Error whose message is k6's reason, such as `not found: https://…`. */
  fetchRemote(url: string): Uint8Array;
}

/** For threads that got everything they may see from another thread. */
export const EMPTY_STORE: SourceStore = {
  readFile: () => ({ kind: 'missing' }),
  realPath: (path) => path,
  fetchRemote: (url) => {
    throw new Error(`not found: ${url}`);
  },
};
