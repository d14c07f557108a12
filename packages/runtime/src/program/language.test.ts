import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createContext, runInContext } from 'node:vm';
import { expect, test } from 'vitest';
import { TestVU } from './program.fixture.ts';

const ROOT = join(import.meta.dirname, '../../../../tests/scripts/language');
const SCRIPTS = readdirSync(ROOT);

/** What the engine itself makes of the script. */
async function runAsIs(code: string): Promise<string[]> {
  const lines: string[] = [];
  const log = (...args: unknown[]) => lines.push(args.map(String).join(' '));
  const context = createContext({ log, setTimeout });
  runInContext(`(function (module, exports) {${code}\n})({}, {})`, context);
  for (let before = -1; before !== lines.length; await sleep(30)) before = lines.length;
  return lines;
}

function runCompiled(code: string, assumesAll: boolean): string[] {
  const lines: string[] = [];
  const vu = new TestVU({ '/main.js': code }, { assumesAll });
  vu.global.log = vu.realm.native('log', 0, (...args: unknown[]) => lines.push(args.map(String).join(' ')));
  const completion = vu.init();
  if (completion.kind !== 'returned') {
    lines.push('error' in completion ? vu.realm.describeError(completion.error) : completion.kind);
  }
  return lines;
}

test.each(SCRIPTS)('%s does the same compiled as it does natively', async (name) => {
  const code = readFileSync(join(ROOT, name), 'utf8');
  expect(runCompiled(code, false).join('\n')).toBe((await runAsIs(code)).join('\n'));
});

test.each(SCRIPTS)('%s does the same when every call is taken for blocking', async (name) => {
  const code = readFileSync(join(ROOT, name), 'utf8');
  expect(runCompiled(code, true).join('\n')).toBe((await runAsIs(code)).join('\n'));
});
