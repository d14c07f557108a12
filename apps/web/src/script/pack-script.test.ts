import { createTar, parseTar } from 'nanotar';
import { expect, test } from 'vitest';
import { packScript } from './pack-script.ts';
import { readArchive } from './read-archive.ts';

const SCRIPT = "export const options = { vus: 2, duration: '5s' };\nexport default function () {}\n";

test('a script that is packed reads as it was', () => {
  const archive = readArchive(packScript(SCRIPT).buffer);
  expect(archive.main).toBe(SCRIPT);
  expect(archive.options).toMatchObject({ vus: 2, duration: '5s' });
  expect(archive.files.map(({ path }) => path)).toEqual(['/script.js']);
});

test('an archive says what its script exports and measures', () => {
  const script = "import { Rate } from 'k6/metrics';\nnew Rate('ok');\nexport default function () {}";
  const [metadata] = parseTar(packScript(script));
  expect(JSON.parse(metadata?.text ?? '')).toMatchObject({
    squall: { exports: ['default'], metrics: [{ name: 'ok', type: 'rate', contains: 'default' }] },
  });
});

test('files and the name of an earlier archive stay, options are those of the script', () => {
  const earlier = createTar([
    {
      name: 'metadata.json',
      data: JSON.stringify({ type: 'js', filename: 'file:///a/main.js', options: { vus: 9 } }),
    },
    { name: 'data', data: 'old' },
    { name: 'file/a/lib.js', data: 'export const x = 1;' },
  ]);
  const { files, options } = readArchive(packScript(SCRIPT, new Uint8Array(earlier).buffer).buffer);
  expect(files.map(({ path, text }) => [path, text])).toEqual([
    ['/a/main.js', SCRIPT],
    ['/a/lib.js', 'export const x = 1;'],
  ]);
  expect(options).toMatchObject({ vus: 2 });
});

test('a file that is not text is listed without its content', () => {
  const tar = createTar([
    { name: 'metadata.json', data: '{"type":"js","filename":"file:///m.js"}' },
    { name: 'data', data: '' },
    { name: 'file/pic.png', data: new Uint8Array([0xff, 0xfe, 0]) },
  ]);
  const picture = readArchive(new Uint8Array(tar).buffer).files[1];
  expect(picture).toMatchObject({ path: '/pic.png', text: undefined, bytes: 3 });
});
