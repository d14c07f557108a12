import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import type { CompiledSource } from '../compiler/compiled-source.ts';
import { readSourceMark, sourceKey } from '../compiler/emit/source-marks.ts';
import type { Position } from '../compiler/position-map.ts';

export interface Location extends Position {
  readonly url: string;
  readonly functionName: string;
}

/** Finds the source of stack frames. */
export class SourceRegistry {
  readonly #sources = new Map<string, CompiledSource>();
  readonly #byKey = new Map<string, CompiledSource>();
  readonly #sourceMaps = new Map<string, TraceMap>();

  add(source: CompiledSource): void {
    this.#sources.set(source.url, source);
    this.#byKey.set(sourceKey(source.url), source);
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

  /** The text a compiled function was made of; undefined for functions of ours. */
  textOf(compiled: string): string | undefined {
    const mark = readSourceMark(compiled);
    const source = mark === undefined ? undefined : this.#byKey.get(mark.key);
    if (mark === undefined || source === undefined) return undefined;
    return mark.keyword + source.text.slice(mark.start, mark.end);
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
