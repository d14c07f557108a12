import type { ElementMethods } from './attribute-readers.ts';
import { CONTENT_TAGS, TABLE_TAGS } from './content-tags.ts';
import { FORM_TAGS } from './form-tags.ts';
import { LINK_TAGS } from './link-tags.ts';

const TAG_METHODS = new Map<string, ElementMethods>(
  [LINK_TAGS, FORM_TAGS, CONTENT_TAGS, TABLE_TAGS].flatMap((tags) => Object.entries(tags)),
);

/** The methods that only elements of this tag have. */
export function methodsOfTag(tag: string): ElementMethods | undefined {
  return TAG_METHODS.get(tag);
}
