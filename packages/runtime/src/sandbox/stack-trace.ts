import type { SourceRegistry } from './source-registry.ts';

/** Built-ins that only carry out calls of the script, and those our compiled code calls. */
const UNSHOWN_BUILT_INS = new Set(['next', 'throw', 'return', 'call', 'apply', 'construct', 'eval']);

/** Frames as k6 prints them: `default (file:///x.js:6:75(0))`. Code of ours is left out. */
export function renderFrames(frames: readonly NodeJS.CallSite[], sources: SourceRegistry): string[] {
  const last = frames.findLastIndex((frame) => sources.has(frame.getFileName() ?? ''));
  // What comes after the script's own code is what started it.
  return frames.slice(0, last + 1).flatMap((frame) => {
    const file = frame.getFileName() ?? '';
    if (file === '') return renderBuiltIn(frame);
    const location = sources.locate(file, {
      line: frame.getLineNumber() ?? 1,
      column: frame.getColumnNumber() ?? 1,
    });
    if (location === undefined) return [];
    const { url, line, column, functionName } = location;
    // k6 ends with a number of its interpreter.
    const place = `${url}:${line}:${column}(0)`;
    return [functionName === '' ? place : `${functionName} (${place})`];
  });
}

function renderBuiltIn(frame: NodeJS.CallSite): string[] {
  const name = frame.getFunctionName();
  if (name === null || UNSHOWN_BUILT_INS.has(name) || frame.isEval()) return [];
  return [`${name} (native)`];
}

/** The lines after the message. */
export function stackText(frames: readonly string[]): string {
  return frames.map((frame) => `\n\tat ${frame}`).join('');
}

/** Frames of the code that runs now. */
export function captureFrames(sources: SourceRegistry, below: (...args: never[]) => unknown): string[] {
  return renderFrames(captureCallSites(below), sources);
}

/** The file whose code called all the script code that runs now. */
export function outermostFile(
  sources: SourceRegistry,
  below: (...args: never[]) => unknown,
): string | undefined {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = Number.POSITIVE_INFINITY;
  const frames = captureCallSites(below);
  Error.stackTraceLimit = stackTraceLimit;
  return frames.findLast((frame) => sources.has(frame.getFileName() ?? ''))?.getFileName() ?? undefined;
}

function captureCallSites(below: (...args: never[]) => unknown): readonly NodeJS.CallSite[] {
  const { prepareStackTrace } = Error;
  let frames: readonly NodeJS.CallSite[] = [];
  Error.prepareStackTrace = (_, callSites) => {
    frames = callSites;
    return '';
  };
  const holder: { stack?: string } = {};
  Error.captureStackTrace(holder, below);
  void holder.stack;
  Error.prepareStackTrace = prepareStackTrace;
  return frames;
}
