import { type DeclaredMetric, UserError } from '@squall/core';
import { type ArchiveMetadata, asObject } from '../archives/metadata.ts';

/** What only running the init code of a script tells. */
export interface ScriptFacts {
  /** Names of the functions it exports. */
  readonly exports: ReadonlySet<string>;
  readonly metrics: readonly DeclaredMetric[];
}

const TYPES = new Set(['counter', 'gauge', 'rate', 'trend']);
const CONTENTS = new Set(['default', 'time', 'data']);

/**
 * Reads the key `squall` of an archive's metadata, which whoever packed it with `squall` wrote there.
 * @returns undefined for archives of k6, which do not have it
 * @throws UserError when it makes no sense
 */
export function factsIn(metadata: ArchiveMetadata): ScriptFacts | undefined {
  const facts = asObject(metadata.squall);
  if (facts === undefined) return undefined;
  const { exports, metrics } = facts;
  if (!Array.isArray(exports) || !Array.isArray(metrics) || !metrics.every(isDeclaredMetric)) {
    throw new UserError('INVALID_ARCHIVE', 'what the archive says of its script makes no sense');
  }
  return { exports: new Set(exports.map(String)), metrics };
}

function isDeclaredMetric(value: unknown): value is DeclaredMetric {
  const { name, type, contains } = asObject(value) ?? {};
  return typeof name === 'string' && TYPES.has(String(type)) && CONTENTS.has(String(contains));
}
