import type { Tags } from '../api/types/results.ts';

/** The same for the same tags, whatever their order. */
export function keyOfTags(tags: Tags): string {
  return JSON.stringify(Object.entries(tags).sort(([a], [b]) => (a < b ? -1 : 1)));
}
