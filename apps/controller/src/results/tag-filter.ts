import { ApiError } from '../errors/api-error.ts';

type Tags = Readonly<Record<string, string>>;

/** Which series of a metric are meant: those that have all of these tags. */
export type TagFilter = readonly (readonly [tag: string, value: string])[];

/** `tag:value`, split at the first colon. @throws ApiError invalid-request */
export function parseTagFilter(texts: readonly string[]): TagFilter {
  return texts.map((text) => {
    const colon = text.indexOf(':');
    if (colon > 0) return [text.slice(0, colon), text.slice(colon + 1)];
    throw new ApiError('invalid-request', `filter must be tag:value, got ${JSON.stringify(text)}`);
  });
}

export function passes(tags: Tags, filter: TagFilter): boolean {
  return filter.every(([tag, value]) => tags[tag] === value);
}

/** A name for what several series have in common. */
export function groupKey(tags: Tags, by: readonly string[]): string {
  return JSON.stringify(by.map((tag) => tags[tag] ?? ''));
}
