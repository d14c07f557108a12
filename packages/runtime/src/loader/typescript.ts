import { UserError } from '@squall/core';
import { parse } from 'acorn';
import type * as Esbuild from 'esbuild';

export interface StrippedSource {
  readonly code: string;
  readonly map: string | undefined;
}

/**
 * JavaScript of a file that may be TypeScript. A file that is valid JavaScript stays as it is: esbuild would drop
 * imports it finds unused.
 */
export function stripTypes(text: string, url: string): StrippedSource {
  if (isJavaScript(text)) return { code: text, map: undefined };
  const esbuild = loadEsbuild();
  try {
    const { code, map } = esbuild.transformSync(text, {
      loader: 'ts',
      target: 'esnext',
      platform: 'neutral',
      charset: 'utf8',
      legalComments: 'none',
      logLevel: 'silent',
      sourcefile: url,
      sourcemap: 'external',
    });
    return { code, map };
  } catch (error) {
    throw describeFailure(error as Partial<Esbuild.TransformFailure>, url);
  }
}

function isJavaScript(text: string): boolean {
  return parses(text, 'module') || parses(text, 'script');
}

function parses(text: string, sourceType: 'module' | 'script'): boolean {
  try {
    parse(text, { sourceType, ecmaVersion: 'latest', allowHashBang: true, allowReturnOutsideFunction: true });
    return true;
  } catch {
    // Why it does not parse is told by esbuild or, for JavaScript, by the compiler.
    return false;
  }
}

let esbuildModule: typeof Esbuild | undefined;

// Loaded at the first TypeScript file: most scripts never need it, and it takes 20 ms. Through `require`, since
// loading a module is synchronous, and asking for `node:module` only here, since that takes a while too.
function loadEsbuild(): typeof Esbuild {
  const { createRequire } = process.getBuiltinModule('node:module');
  esbuildModule ??= createRequire(import.meta.url)('esbuild') as typeof Esbuild;
  return esbuildModule;
}

function describeFailure(failure: Partial<Esbuild.TransformFailure>, url: string): unknown {
  const first = failure.errors?.[0];
  if (first === undefined) return failure;
  const { line, column } = first.location ?? { line: 0, column: 0 };
  return new UserError('SCRIPT_EXCEPTION', `${url}: Line ${line}:${column} ${first.text}`);
}
