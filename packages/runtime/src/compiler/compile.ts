import type { CompiledSource } from './compiled-source.ts';
import { type EmitModuleInput, emitModule } from './emit/module.ts';
import type { ImportSlot } from './emit/names.ts';
import { LineIndex } from './position-map.ts';

export interface CompiledModule {
  /** An expression: takes the realm's helpers and globals, returns the module's generator function. */
  readonly code: string;
  readonly imports: readonly ImportSlot[];
  readonly source: CompiledSource;
}

/** Turns an analysed module into code whose calls can be suspended. */
export function compileModule(input: EmitModuleInput): CompiledModule {
  const { code, map, imports } = emitModule(input);
  const { source, scopes, url } = input.model;
  return {
    code,
    imports,
    source: {
      url,
      text: source.code,
      map,
      generatedLines: new LineIndex(code),
      originalLines: new LineIndex(source.code),
      functions: scopes.functions.map(({ node, name }) => ({ start: node.start, end: node.end, name })),
      sourceMap: source.map,
    },
  };
}
