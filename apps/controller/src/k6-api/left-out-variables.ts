import { parseMetadata } from '../archives/metadata.ts';
import type { StoredArchive } from '../archives/stored-archive.ts';

/** For whoever started a run with variables that its script will not see; undefined when it sees all. */
export function warningOfVariables({ metadata }: StoredArchive): string | undefined {
  const { variablesLeftOut: names } = parseMetadata(metadata);
  if (!Array.isArray(names) || names.length === 0) return undefined;
  return `variables that are settings of k6 itself were left out of the archive: ${names.join(', ')}`;
}
