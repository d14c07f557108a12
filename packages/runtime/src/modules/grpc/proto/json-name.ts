/** A field's name in JSON unless the definition gives one: `some_field` is `someField`. */
export function jsonName(name: string): string {
  return name.replace(/_+(.?)/g, (_, letter: string) => letter.toUpperCase());
}
