import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import type { LineIndex, Position, PositionMap } from '../compiler/position-map.ts';

/** A function of a module as stack traces show it. */
export interface FunctionRange {
  readonly start: number;
  readonly end: number;
  /** '' for code without a function's name. */
  readonly name: string;
}

/** What is needed to show positions in compiled code as the user knows them. */
export interface CompiledSource {
  readonly url: string;
  readonly generatedLines: LineIndex;
  readonly originalLines: LineIndex;
  readonly map: PositionMap;
  /** Outer before inner. */
  readonly functions: readonly FunctionRange[];
  /** From the compiled text to what the user wrote, for TypeScript. */
  readonly sourceMap: string | undefined;
}

export interface Location extends Position {
  readonly url: string;
  readonly functionName: string;
}

/** Finds the source of stack frames. */
export class SourceRegistry {
  readonly #sources = new Map<string, CompiledSource>();
  readonly #sourceMaps = new Map<string, TraceMap>();

  add(source: CompiledSource): void {
    this.#sources.set(source.url, source);
  }

  has(url: string): boolean {
    return this.#sources.has(url);
  }

  /** Undefined for code of ours. */
  locate(url: string, generated: Position): Location | undefined {
    const source = this.#sources.get(url);
    if (source === undefined) return undefined;
    const offset = source.map.originalOffset(source.generatedLines.offset(generated));
    if (offset === undefined) return undefined;
    const { functions } = source;
    const enclosing = functions.findLast(({ start, end }) => start <= offset && offset < end);
    const position = this.#throughSourceMap(source, source.originalLines.position(offset));
    return { url, functionName: enclosing?.name ?? '', ...position };
  }

  #throughSourceMap({ url, sourceMap }: CompiledSource, position: Position): Position {
    if (sourceMap === undefined) return position;
    let map = this.#sourceMaps.get(url);
    if (map === undefined) {
      map = new TraceMap(sourceMap);
      this.#sourceMaps.set(url, map);
    }
    const original = originalPositionFor(map, { line: position.line, column: position.column - 1 });
    return original.line === null ? position : { line: original.line, column: original.column + 1 };
  }
}
