import type { FunctionInfo } from '../analysis/function-info.ts';
import type { FunctionNode } from '../syntax.ts';
import type { Emitter } from './emitter.ts';

/**
 * A comment that compiled functions carry in their head: which text of the user they were made of. Scripts that turn a
 * function into text, such as those that send one into a browser's page, are given that text.
 */
export function sourceMark(e: Emitter, node: FunctionNode, info: FunctionInfo): string {
  return `/*${e.prefix}${sourceKey(e.model.url)}:${node.start}:${node.end}:${keyword(info)}*/`;
}

/** What stands before the parameters of a method when it is written as an expression. */
function keyword({ form, isAsync, isGenerator }: FunctionInfo): string {
  if (form !== 'method' && form !== 'accessor') return '';
  return `${isAsync ? 'async ' : ''}function${isGenerator ? '*' : ''} `;
}

const MARK = /\/\*_\$+(\d+:\w+):(\d+):(\d+):([^*]*\*?[^*]*)\*\//;

export interface SourceMark {
  /** See `sourceKey`. */
  readonly key: string;
  readonly start: number;
  readonly end: number;
  readonly keyword: string;
}

/** The mark of a function's compiled text; a class has none, but its methods do. */
export function readSourceMark(text: string): SourceMark | undefined {
  if (/^class\b/.test(text)) return undefined;
  const [, key = '', start, end, before = ''] = MARK.exec(text) ?? [];
  return start === undefined ? undefined : { key, start: Number(start), end: Number(end), keyword: before };
}

/** What marks call a module: short, since every function of it has one. */
export function sourceKey(url: string): string {
  return `${url.length}:${checksum(url)}`;
}

/** FNV-1a. */
function checksum(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0).toString(36);
}
