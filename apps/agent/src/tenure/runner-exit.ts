import { UserError } from '@squall/core';

/** How a runner process ended that was not told to. */
export interface RunnerExit {
  readonly code: number | null;
  readonly signal: string | null;
  /** The last it wrote to stderr. */
  readonly stderr: string;
  readonly maxHeapMb: number;
}

export interface RunnerFailure {
  readonly cause: 'test' | 'agent';
  readonly error: Error;
}

/** What a process gets for what it does itself; other signals come from somebody else. */
const OWN_SIGNALS: ReadonlySet<string> = new Set([
  'SIGABRT',
  'SIGBUS',
  'SIGFPE',
  'SIGILL',
  'SIGSEGV',
  'SIGTRAP',
]);

/** Whose fault it was: a script that ends its process does so on any machine. */
export function explainExit({ code, signal, stderr, maxHeapMb }: RunnerExit): RunnerFailure {
  if (/heap out of memory|allocation failed/i.test(stderr)) {
    const message = `the script used up the ${maxHeapMb} MB of memory of its process`;
    const hint = 'keep less data per VU, or run fewer VUs per machine';
    return { cause: 'test', error: new UserError('SCRIPT_OUT_OF_MEMORY', message, { hint }) };
  }
  if (signal !== null && !OWN_SIGNALS.has(signal)) {
    const hint = signal === 'SIGKILL' ? ', perhaps since the machine has too little memory' : '';
    return { cause: 'agent', error: new Error(`the process of its script was ended by ${signal}${hint}`) };
  }
  const how = signal === null ? `with exit code ${code}` : `with ${signal}`;
  const last = lastLine(stderr);
  const why = last === undefined ? '' : `: ${last}`;
  return {
    cause: 'test',
    error: new UserError('SCRIPT_EXCEPTION', `the process of the script ended ${how}${why}`),
  };
}

/** The one that names the error, not the stack or the version of Node below it. */
function lastLine(stderr: string): string | undefined {
  const lines = stderr.split('\n').map((line) => line.trim());
  return (
    lines.find((line) => /^([A-Z]\w*Error|FATAL ERROR)\b/.test(line)) ?? lines.findLast((line) => line !== '')
  );
}
