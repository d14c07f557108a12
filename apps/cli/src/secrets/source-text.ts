/** The value of one `--secret-source`, taken apart as far as all types agree. */
export interface SourceText {
  /** As typed. */
  readonly text: string;
  readonly type: string;
  readonly name: string;
  readonly isDefault: boolean;
  /** `key=value`, or one word with an empty value, in order. */
  readonly settings: readonly (readonly [key: string, value: string | undefined])[];
}

/** Reads `type[=setting,…]`; `name=…` and `default` are the same for every type. */
export function readSourceText(text: string): SourceText {
  const equals = text.indexOf('=');
  const type = equals < 0 ? text : text.slice(0, equals);
  const words = equals < 0 ? [] : text.slice(equals + 1).split(',');
  const settings = words.filter((word) => word !== '').map(splitSetting);
  return {
    text,
    type,
    name: settings.findLast(([key, value]) => key === 'name' && value !== undefined)?.[1] ?? type,
    isDefault: settings.some(([key, value]) => key === 'default' && value === undefined),
    settings: settings.filter(([key, value]) => (value === undefined ? key !== 'default' : key !== 'name')),
  };
}

function splitSetting(word: string): readonly [string, string | undefined] {
  const equals = word.indexOf('=');
  return equals < 0 ? [word, undefined] : [word.slice(0, equals), word.slice(equals + 1)];
}
