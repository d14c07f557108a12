import { isUserError, UserError } from '@squall/core';
import { type AnyNode, type Options, type Program, parse, tokenizer } from 'acorn';
import { childrenOf, isFunction } from './syntax.ts';

export interface ParsedSource {
  readonly kind: 'esm' | 'cjs';
  readonly program: Program;
  readonly hasTopLevelAwait: boolean;
}

/** k6 knows no import attributes, so the syntax is that of the year before them. */
const COMMON: Options = { ecmaVersion: 2024, allowHashBang: true, preserveParens: true };
const AS_MODULE: Options = { ...COMMON, sourceType: 'module' };
const AS_COMMONJS: Options = { ...COMMON, sourceType: 'script', allowReturnOutsideFunction: true };

/** As k6: a file is an ES module if it imports, exports or awaits at its top, else CommonJS. */
export function parseSource(code: string, url: string): ParsedSource {
  try {
    const program = parse(code, AS_MODULE);
    const hasTopLevelAwait = code.includes('await') && program.body.some(awaitsOutsideFunctions);
    if (hasTopLevelAwait || program.body.some(isModuleStatement) || usesImportMeta(program, code)) {
      return { kind: 'esm', program: checked(program, code, url), hasTopLevelAwait };
    }
  } catch (error) {
    if (isUserError(error)) throw error;
    return { kind: 'cjs', program: parseCommonJs(code, url, error), hasTopLevelAwait: false };
  }
  return { kind: 'cjs', program: parseCommonJs(code, url, undefined), hasTopLevelAwait: false };
}

function parseCommonJs(code: string, url: string, moduleError: unknown): Program {
  try {
    return checked(parse(code, AS_COMMONJS), code, url);
  } catch (error) {
    throw asUserError(moduleError ?? error, code, url);
  }
}

function isModuleStatement(node: AnyNode): boolean {
  return node.type === 'ImportDeclaration' || node.type.startsWith('Export');
}

function usesImportMeta(program: Program, code: string): boolean {
  const isMeta = (node: AnyNode): boolean =>
    (node.type === 'MetaProperty' && node.meta.name === 'import') || childrenOf(node).some(isMeta);
  return /import\s*\.\s*meta/.test(code) && isMeta(program);
}

function awaitsOutsideFunctions(node: AnyNode): boolean {
  if (node.type === 'AwaitExpression' || (node.type === 'ForOfStatement' && node.await)) return true;
  return !isFunction(node) && childrenOf(node).some(awaitsOutsideFunctions);
}

/** Scripts with syntax that k6's parser refuses would run here and fail there; they fail here too. */
function checked(program: Program, code: string, url: string): Program {
  if (/\basync\b[^;]{0,200}\*|\bfor\s+await\b/.test(code)) refuseAsyncIteration(program, code, url);
  return program;
}

function refuseAsyncIteration(node: AnyNode, code: string, url: string): void {
  if (isFunction(node) && node.async && node.generator) {
    throw syntaxError(code, url, node.start, 'Async generators are not supported yet');
  }
  if (node.type === 'ForOfStatement' && node.await) {
    throw syntaxError(code, url, node.start, 'for-await-of is not supported yet');
  }
  for (const child of childrenOf(node)) refuseAsyncIteration(child, code, url);
}

function asUserError(error: unknown, code: string, url: string): unknown {
  if (!isAcornError(error)) return error;
  return syntaxError(code, url, error.pos, describe(error, code));
}

interface AcornError extends SyntaxError {
  readonly pos: number;
}

function isAcornError(error: unknown): error is AcornError {
  return error instanceof SyntaxError && typeof (error as Partial<AcornError>).pos === 'number';
}

function syntaxError(code: string, url: string, position: number, text: string): UserError {
  const before = code.slice(0, position);
  const line = before.split(/\r\n|[\n\r\u2028\u2029]/);
  const column = (line.at(-1) ?? '').length + 1;
  return new UserError('SCRIPT_EXCEPTION', `${url}: Line ${line.length}:${column} ${text}`);
}

function describe(error: AcornError, code: string): string {
  const text = error.message.replace(/ \(\d+:\d+\)$/, '');
  return text === 'Unexpected token' ? describeToken(code, error.pos) : text;
}

function describeToken(code: string, position: number): string {
  if (position >= code.length) return 'Unexpected end of input';
  try {
    const token = tokenizer(code.slice(position), COMMON).getToken();
    const label = token.type.label;
    if (label === 'eof') return 'Unexpected end of input';
    if (label === 'num') return 'Unexpected number';
    if (label === 'string') return 'Unexpected string';
    if (label === 'name') return 'Unexpected identifier';
    return `Unexpected token ${code.slice(position + token.start, position + token.end)}`;
  } catch {
    // What follows is no token at all.
    return 'Unexpected token ILLEGAL';
  }
}
