import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** Command lines of all processes of this machine; none where they cannot be listed. */
export function commandLines(): readonly string[] {
  if (!existsSync('/proc/self')) return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(commandLineOf);
}

function commandLineOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return ''; // It has ended.
  }
}
