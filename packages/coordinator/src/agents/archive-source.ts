import type { ArchiveRef, FetchArchive } from '@squall/protocol';
import type { Agent } from './agent.ts';

/** The archive of a run: where agents get it that do not have it yet. */
export interface ArchiveSource extends ArchiveRef {
  /** Fewer bytes at the end. */
  read(offset: number, length: number): Uint8Array;
}

const MAX_CHUNK_BYTES = 1024 * 1024;

/** Sends the part an agent asks for; agents ask for the next part themselves, so none is flooded. */
export function serveArchive(
  agent: Agent,
  { hash, offset, length }: FetchArchive,
  runs: readonly { readonly archive: ArchiveSource }[],
): void {
  const archive = runs.find((run) => run.archive.hash === hash)?.archive;
  // The run is over: its release is on the way.
  if (archive === undefined || offset >= archive.bytes) return;
  const bytes = archive.read(offset, Math.min(length, MAX_CHUNK_BYTES));
  agent.send({ type: 'archive-chunk', hash, offset, bytes });
}
