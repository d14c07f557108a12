import { satisfiesVersion } from './version-constraint.ts';

/** `"use k6 >= 1.0"` or `"use k6 with k6/x/name >= 0.1"`, with which a script says what it needs. */
export interface UseDirective {
  /** `k6` or the name of an extension. */
  readonly dependency: string;
  /** Empty if any version will do. */
  readonly constraint: string;
}

const BLANK = /(?:[\s;]|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/y;
const STRING = /(['"])((?:(?!\1)[^\\\n])*)\1/y;
const DIRECTIVE = /^use\s+k6(?:\s+with\s+(k6\/x\/[^\s<>=!~^*]+))?\s*(.*)$/;

/** The directives among the strings that come before any code. */
export function readUseDirectives(code: string): UseDirective[] {
  const directives: UseDirective[] = [];
  let position = /^#![^\n]*/.exec(code)?.[0].length ?? 0;
  for (;;) {
    position = endOf(BLANK, code, position);
    STRING.lastIndex = position;
    const match = STRING.exec(code);
    if (match === null) return directives;
    position = STRING.lastIndex;
    const [, dependency = 'k6', constraint = ''] = DIRECTIVE.exec(match[2] ?? '') ?? [];
    if (DIRECTIVE.test(match[2] ?? '')) directives.push({ dependency, constraint: constraint.trim() });
  }
}

function endOf(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  return pattern.test(text) ? pattern.lastIndex : from;
}

/** Extensions of k6 that are built in, in whatever version a script asks for. */
const EXTENSIONS: ReadonlySet<string> = new Set(['k6/x/redis']);

/** Why a directive cannot be met; undefined when it is. */
export function unmetDirective(
  { dependency, constraint }: UseDirective,
  k6Version: string,
): string | undefined {
  if (EXTENSIONS.has(dependency)) return undefined;
  if (dependency !== 'k6') return `the extension ${dependency} is not there`;
  if (constraint === '') return undefined;
  switch (satisfiesVersion(k6Version, constraint)) {
    case 'yes':
      return undefined;
    case 'no':
      return `this is compatible with k6 ${k6Version}`;
    case 'malformed':
      return 'the constraint is malformed';
  }
}
