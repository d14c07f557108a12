import { parseGoDuration } from '../time/parse-duration.ts';
import { parseGoBool, parseIntLiteral } from './values/go-numbers.ts';
import { problemOf } from './values/option-error.ts';
import type { FlagKind } from './values/option-type.ts';

/** What is wrong with the text of a flag before any option looks at it, or undefined. */
export function flagValueProblem(kind: FlagKind, text: string): string | undefined {
  try {
    if (kind === 'bool') parseGoBool(text);
    else if (kind === 'int') parseIntLiteral(text);
    else if (kind === 'duration') parseGoDuration(text);
    return undefined;
  } catch (error) {
    return problemOf(error);
  }
}
