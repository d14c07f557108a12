export const MODIFIER_NAMES = [
  'pretty',
  'ugly',
  'reverse',
  'this',
  'flatten',
  'join',
  'valid',
  'keys',
  'values',
  'tostr',
  'fromstr',
  'group',
  'dig',
] as const;

export type ModifierName = (typeof MODIFIER_NAMES)[number];

const names: ReadonlySet<string> = new Set(MODIFIER_NAMES);

export function isModifierName(name: string): name is ModifierName {
  return names.has(name);
}
