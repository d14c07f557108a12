import type { OptionType } from './option-type.ts';
import { listFromJSON, splitAtCommas, stringFromJSON } from './string-list.ts';

/** The tags k6 sets itself, those on by default first. */
export const SYSTEM_TAGS = [
  'proto',
  'subproto',
  'status',
  'method',
  'url',
  'name',
  'group',
  'check',
  'error',
  'error_code',
  'tls_version',
  'scenario',
  'service',
  'expected_response',
  'iter',
  'vu',
  'ocsp_status',
  'ip',
] as const;

export type SystemTagName = (typeof SYSTEM_TAGS)[number];

export const DEFAULT_SYSTEM_TAGS: readonly SystemTagName[] = [...SYSTEM_TAGS.slice(0, 14)].sort();

/** The known names among those given, sorted. */
function known(names: readonly string[]): readonly SystemTagName[] {
  return SYSTEM_TAGS.filter((tag) => names.includes(tag)).sort();
}

export const systemTags: OptionType<readonly SystemTagName[]> = {
  goType: 'metrics.SystemTagSet',
  flagKind: 'list',
  fromJSON(json, place) {
    const names = listFromJSON(json, place, '[]string').map((name) => stringFromJSON(name, place));
    // A script cannot switch all of them off; k6 reads an empty list there as "not given".
    return names.length === 0 ? undefined : known(names);
  },
  fromEnv: (text) => known(splitAtCommas(text)),
  fromFlag: known,
  toJSON: (value) => value,
};
