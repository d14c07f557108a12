import { copyFileSync, cpSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { CONFIG_TABLE, OPTION_TABLE } from '../../packages/core/src/options/option-table.ts';
import { runCli } from '../../packages/testkit/src/run-cli.ts';
import { TargetProcess } from '../conformance/lib/target-process.mjs';
import { scriptFolder } from '../e2e/script-folder.ts';
import { type DeclaredModule, declaredOptions, declaredSurface, type Kind } from './declared-surface.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const surface = declaredSurface();

/** Types of what scripts write themselves: there is none to get. */
const WRITTEN_BY_SCRIPTS = new Set([
  'k6.JSONArray',
  'k6/experimental/csv.Options',
  'k6/http.ExpectedStatusesObject',
  'k6/http.ObjectBatchRequest',
  'k6/http.ObjectRefinedBatchRequest',
  'k6/net/grpc.TLSParams',
]);

/** Where the types are mistaken about k6, and what there is instead. */
const MISTAKEN: Readonly<Record<string, string>> = {
  'k6/http.ResponseCookie.httpOnly': 'http_only',
  'k6/http.ResponseCookie.maxAge': 'max_age',
  'k6/net/grpc.HealthCheckResponse.Status': 'status, of what healthCheck() gives',
};

/** `vusMax` went when scenarios came; `tlsAIAFetch` came after v2.2.0. k6 warns of both, and so does Squall. */
const OPTIONS_UNKNOWN_TO_K6 = ['vusMax', 'tlsAIAFetch'];

const MODULES = surface.filter(({ specifier }) => specifier !== 'k6/options' && specifier !== 'k6/browser');

function withoutMistakes({ key, members }: { key: string; members: Readonly<Record<string, Kind>> }) {
  return Object.fromEntries(Object.entries(members).filter(([name]) => !(`${key}.${name}` in MISTAKEN)));
}

/** A script that prints what it misses. */
function inspectingScript(modules: readonly DeclaredModule[]): string {
  const imports = modules.map(
    ({ specifier, defaults }, i) =>
      `import * as named${i} from '${specifier}';` +
      (defaults === undefined ? '' : ` import default${i} from '${specifier}';`),
  );
  const checks = modules.flatMap(({ specifier, exports, defaults }, i) => [
    `look('${specifier}', named${i}, ${JSON.stringify(exports)});`,
    ...(defaults === undefined
      ? []
      : [`look('${specifier} (default)', default${i}, ${JSON.stringify(defaults)});`]),
  ]);
  const types = modules.flatMap(({ specifier, types }) =>
    Object.entries(types)
      .map(([name, members]) => ({ key: `${specifier}.${name}`, name, members }))
      .map((type) => ({ ...type, members: withoutMistakes(type) }))
      .filter(({ key, members }) => Object.keys(members).length > 0 && !WRITTEN_BY_SCRIPTS.has(key)),
  );
  return `${imports.join('\n')}
import { element, instances } from './instances.js';
const gap = (text) => console.log('GAP ' + text);
function look(where, holder, members) {
  for (const [name, kind] of Object.entries(members)) {
    const isThere = holder !== null && typeof holder === 'object' && name in holder;
    if (!isThere) gap(where + '.' + name + ' is missing');
    // Handlers are null until a script sets them.
    else if (name.startsWith('on') && holder[name] === null) continue;
    else if ((kind === 'value') === (typeof holder[name] === 'function'))
      gap(where + '.' + name + ' is a ' + typeof holder[name] + ' instead of a ' + kind);
  }
}
const types = ${JSON.stringify(types)};
export default async function () {
  ${checks.join('\n  ')}
  for (const { key, name, members } of types) {
    const isElement = key.startsWith('k6/html.') && name.endsWith('Element');
    const get = isElement ? () => element(name) : instances[key];
    if (get === undefined) { gap('nobody said how a script gets a ' + key); continue; }
    try {
      look(key, await get(), members);
    } catch (error) {
      gap(key + ': ' + error);
    }
  }
  console.log('LOOKED AT ' + types.length);
}`;
}

test('everything in the types of k6 is there', { timeout: 60_000 }, async () => {
  const target = await TargetProcess.start(here('../conformance/target/server.mjs'));
  try {
    await using folder = await scriptFolder({
      'surface.js': inspectingScript(MODULES),
      'table.csv': 'a,b\n1,2\n',
    });
    copyFileSync(here('./instances.js'), folder.file('instances.js'));
    cpSync(here('../conformance/target/proto'), folder.file('proto'), { recursive: true });
    const { stderr, stdout } = await runCli(['run', '--quiet', '--log-format', 'raw', 'surface.js'], {
      cwd: folder.path,
      env: target.env,
    });
    const lines = `${stdout}${stderr}`.split('\n');
    expect(lines.filter((line) => line.startsWith('GAP '))).toEqual([]);
    expect(lines.join('\n')).toMatch(/LOOKED AT \d{2,}/);
  } finally {
    await target.stop();
  }
});

test('every option in the types of k6 is known', () => {
  const known = new Set([
    ...Object.keys(OPTION_TABLE),
    ...Object.keys(CONFIG_TABLE),
    ...OPTIONS_UNKNOWN_TO_K6,
  ]);
  expect(declaredOptions(surface).filter((name) => !known.has(name))).toEqual([]);
});
