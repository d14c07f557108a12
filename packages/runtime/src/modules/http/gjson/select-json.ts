import { evaluatePath } from './evaluate-path.ts';

/** The JSON text that a GJSON path finds; undefined when the text is no JSON or nothing is found. */
export function selectJson(json: string, path: string): string | undefined {
  return isJson(json) ? evaluatePath(json.trim(), path) : undefined;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    // The answer is all that is wanted.
    return false;
  }
}
