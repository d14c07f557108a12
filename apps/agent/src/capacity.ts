import { readFileSync } from 'node:fs';

/** How many files and sockets a process may have open; undefined where there is no limit, or none is known. */
export function readFileDescriptorLimit(limitsFile = '/proc/self/limits'): number | undefined {
  try {
    const [, soft] = /^Max open files\s+(\d+)/m.exec(readFileSync(limitsFile, 'utf8')) ?? [];
    return soft === undefined ? undefined : Number(soft);
  } catch {
    return undefined; // Not every system has such a file.
  }
}
