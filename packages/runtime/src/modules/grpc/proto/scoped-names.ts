/** The full names a type's name may stand for, from the innermost scope outwards; a leading dot means the outermost. */
export function candidateNames(name: string, scope: string): readonly string[] {
  if (name.startsWith('.')) return [name.slice(1)];
  const parts = scope === '' ? [] : scope.split('.');
  return [...parts.map((_, i) => [...parts.slice(0, parts.length - i), name].join('.')), name];
}
