import { Script } from 'node:vm';
import { toHost } from './to-host.ts';

type HostFunction = () => unknown;

/**
 * What Playwright takes for a function and turns into text: a function that calls the script's with all its arguments.
 * `given` are the parameters that come before them, such as the element.
 */
export function pageFunction(script: unknown, given: readonly string[] = []): HostFunction {
  const value = asExpression(String(script));
  const parameters = [...given, 'args'].join();
  const args = [...given, '...args'].join();
  return textual(
    `(${parameters}) => { const value = ${value}; return typeof value === 'function' ? value(${args}) : value; }`,
  );
}

/** Arguments of a page's function, in the one value Playwright passes on. */
export function pageArguments(args: readonly unknown[]): unknown[] {
  return args.map((arg) => toHost(arg));
}

/** Code to run when a page is made: text as it is, a function called. */
export function initScript(script: unknown): string {
  if (typeof script === 'function') return `(${asExpression(String(script))})()`;
  if (typeof script !== 'object' || script === null) return String(script ?? '');
  const { content } = script as { content?: unknown };
  return content === undefined || content === null ? '' : String(content);
}

/** Statements go through `eval` of the page, since they have no value otherwise. */
function asExpression(text: string): string {
  const candidates = [
    `(${text}\n)`,
    `(function ${text}\n)`,
    `(${text.replace(/^\s*async\s+/, 'async function ')}\n)`,
  ];
  return candidates.find(parses) ?? `(0, eval)(${JSON.stringify(text)})`;
}

function parses(code: string): boolean {
  try {
    return new Script(code) instanceof Script;
  } catch {
    return false;
  }
}

function textual(text: string): HostFunction {
  return Object.assign(() => undefined, { toString: () => text });
}
