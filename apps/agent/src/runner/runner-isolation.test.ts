import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { Cluster } from '../cluster.fixture.ts';

/** A file of the machine that belongs to no test. */
function secretFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'squall-secret-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'secret.txt');
  writeFileSync(file, 'secret');
  return file;
}

test('a script cannot open files of the machine its agent runs on', async () => {
  await using cluster = await Cluster.open();
  cluster.join('a');
  // Where the archive is made the file is not asked for, so it is not in there.
  const result = await cluster.run(`
    if (__ENV.FROM_USER) open(${JSON.stringify(secretFile())});
    export default function () {}
  `);
  expect(result.error).toMatchObject({
    exitCode: 107,
    message: expect.stringContaining('no such file or directory'),
  });
});

test('a script sees the variables of its assignment and nothing of the agent', async () => {
  await using cluster = await Cluster.open();
  cluster.join('a');
  const result = await cluster.run(`
    export const options = { iterations: 1 };
    export default function () {
      console.log(Object.keys(__ENV).filter((name) => !/^(K6_CLOUDRUN|LI)_/.test(name)).join());
      console.log(typeof process, typeof globalThis.process);
    }
  `);
  expect(result.error).toBeUndefined();
  expect(cluster.printed).toEqual(['FROM_USER', 'undefined undefined']);
});

test('an archive with TypeScript is compiled where it runs', async () => {
  await using cluster = await Cluster.open();
  cluster.join('a');
  const result = await cluster.run(
    `
    export const options = { iterations: 1 };
    const greeting: string = 'from TypeScript';
    export default function (): void { console.log(greeting); }
  `,
    { fileName: 'script.ts' },
  );
  expect(result.error).toBeUndefined();
  expect(cluster.printed).toEqual(['from TypeScript']);
});
