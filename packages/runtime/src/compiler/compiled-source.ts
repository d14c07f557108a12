import type { LineIndex, PositionMap } from './position-map.ts';

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
  /** What was compiled. */
  readonly text: string;
  readonly generatedLines: LineIndex;
  readonly originalLines: LineIndex;
  readonly map: PositionMap;
  /** Outer before inner. */
  readonly functions: readonly FunctionRange[];
  /** From the compiled text to what the user wrote, for TypeScript. */
  readonly sourceMap: string | undefined;
}
