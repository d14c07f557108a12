import type { TagSet } from '@squall/core';
import type { Realm } from '../sandbox/contract.ts';

/** A tag or metadata value as k6 stores it; undefined when the script gave something that cannot be one. */
export function tagText(value: unknown): string | undefined {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
    case 'boolean':
      return String(value);
    default:
      return undefined;
  }
}

/** k6's wording of a value that cannot be stored. */
export function badTagText(kind: 'tag' | 'metadata', key: string): string {
  const plural = kind === 'tag' ? 'tag values' : 'metadata value';
  return `invalid value for metric ${kind} '${key}': only String, Boolean and Number types are accepted as a metric ${plural}`;
}

/**
 * The tags with those a script gave for one call. Tag by tag, since the interner remembers single steps.
 * @throws GoError, after `prefix`, for a value that cannot be a tag.
 */
export function withScriptTags(tags: TagSet, given: unknown, realm: Realm, prefix = ''): TagSet {
  if (given === undefined || given === null) return tags;
  const entries = given as Readonly<Record<string, unknown>>;
  let result = tags;
  for (const key of Object.keys(entries)) {
    const text = tagText(entries[key]);
    if (text === undefined) throw realm.goError(prefix + badTagText('tag', key));
    result = result.with(key, text);
  }
  return result;
}
