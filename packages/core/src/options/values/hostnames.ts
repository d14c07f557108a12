import { isRecord, OptionError, type Place, typeMismatch } from './option-error.ts';
import type { OptionType } from './option-type.ts';
import { listOf, type StringMap, stringFromJSON } from './string-list.ts';

const LABEL = '[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?';
const NAME = `(?:\\*\\.?)?(?:(?:${LABEL}\\.)*${LABEL})?`;
const BLOCK_PATTERN = new RegExp(`^${NAME}$`);
const HOST_PATTERN = new RegExp(`^${NAME}(?::[0-9]+)?$`);

function blockPattern(text: string): string {
  if (text === '' || !BLOCK_PATTERN.test(text)) throw new OptionError(`invalid hostname pattern '${text}'`);
  return text;
}

/** Names, or patterns with a leading `*`; matched without regard to case. */
export const blockHostnames: OptionType<readonly string[]> = listOf('types.NullHostnameTrie', blockPattern);

function hostsFromJSON(json: unknown, place: Place): StringMap {
  if (!isRecord(json)) throw typeMismatch(json, place, 'map[string]types.Host');
  return Object.fromEntries(
    Object.entries(json).map(([name, address]) => {
      if (name === '' || !HOST_PATTERN.test(name)) throw new OptionError(`invalid host pattern '${name}'`);
      return [name, stringFromJSON(address, { field: place.field, key: name })];
    }),
  );
}

/** Where names lead instead of to the DNS: `name[:port]` → `ip[:port]`. */
export const hosts: OptionType<StringMap> = {
  goType: 'types.NullHosts',
  flagKind: 'string',
  fromJSON: hostsFromJSON,
  // k6 documents K6_HOSTS but never reads it.
  fromEnv: () => undefined,
  fromFlag: () => undefined,
  toJSON: (value) => value,
};
