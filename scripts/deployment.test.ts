import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { readCommandLine } from '../apps/cli/src/argv/command-line.ts';
import { PROGRAM } from '../apps/cli/src/commands/command-tree.ts';
import { CONTROLLER_PORT } from '../apps/cli/src/flags/network-address.ts';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const lines = (path: string) => read(path).split('\n');

interface Shown {
  readonly where: string;
  readonly words: readonly string[];
}

interface Container {
  readonly args?: readonly string[];
}

interface Manifest {
  readonly kind?: string;
  readonly services?: Readonly<Record<string, { readonly command?: readonly string[] }>>;
  readonly resources?: readonly string[];
  readonly spec?: {
    readonly completions?: number;
    readonly parallelism?: number;
    readonly template?: { readonly spec: { readonly containers: readonly Container[] } };
  };
}

const COMPOSE_FILES = ['deploy/compose.yaml', 'deploy/controller.compose.yaml'];
const KUBERNETES = ['deploy/kubernetes', 'deploy/kubernetes-controller'];
const UNITS = ['squall-agent', 'squall-controller', 'squall-zone-agent'];
const MANIFESTS = [...COMPOSE_FILES, ...KUBERNETES.flatMap(kubernetesFiles)];

function kubernetesFiles(folder: string): string[] {
  const names = readdirSync(join(ROOT, folder)).filter((name) => name.endsWith('.yaml'));
  return names.map((name) => `${folder}/${name}`);
}

function manifestsIn(path: string): Manifest[] {
  return parseAllDocuments(read(path), { merge: true }).map((document) => {
    expect(document.errors, path).toEqual([]);
    return document.toJS() as Manifest;
  });
}

/** Every command line of Squall that a page shows, in a block of code or in a line. */
function commandsIn(path: string): Shown[] {
  const found = [
    ...read(path).matchAll(
      /(?:^|[`\s"])\.?\/?squall ((?:cluster run|agent|coordinator|controller|cloud|run)\b[^`\n]*)/gm,
    ),
  ];
  return found.map(([, command = '']) => ({ where: path, words: wordsOf(command) }));
}

/** As a shell would see them, up to a comment, the end of a quotation or the next command. */
function wordsOf(command: string): string[] {
  const [own = ''] = command.replace(/\$\(.*?\)/g, 'x').split(/\s+[#|&]|"\s|"$|…/);
  return own.trim().split(/\s+/);
}

function containersOf(path: string): Container[] {
  return manifestsIn(path).flatMap(({ spec, services }) => [
    ...(spec?.template?.spec.containers ?? []),
    ...Object.values(services ?? {}).flatMap(({ command }) =>
      command === undefined ? [] : [{ args: command }],
    ),
  ]);
}

function commandsOfManifests(): Shown[] {
  return MANIFESTS.flatMap((where) => containersOf(where).map(({ args = [] }) => ({ where, words: args })));
}

function commandOfUnit(unit: string): Shown {
  const where = `deploy/systemd/${unit}.service`;
  const [, command = ''] = /^ExecStart=.*main\.js (.*)$/m.exec(read(where)) ?? [];
  return { where, words: wordsOf(command) };
}

/** What the image of a controller does unless told otherwise. */
function commandOfImage(): Shown {
  const where = 'deploy/Dockerfile';
  const [, command = '[]'] = /^CMD (\[.*\])$/m.exec(read(where)) ?? [];
  return { where, words: JSON.parse(command) };
}

const SHOWN: readonly Shown[] = [
  ...[
    'README.md',
    'docs/clustered.md',
    'docs/cloud.md',
    'docs/controller.md',
    'deploy/Dockerfile',
    'examples/cluster/share-the-load.js',
  ].flatMap(commandsIn),
  ...commandsOfManifests(),
  ...UNITS.map(commandOfUnit),
  commandOfImage(),
];

test('there are commands to check in every place that shows some', () => {
  const places = new Set(SHOWN.map(({ where }) => where));
  expect([...places]).toEqual(
    expect.arrayContaining(['docs/clustered.md', 'docs/controller.md', ...COMPOSE_FILES]),
  );
  expect(places.size).toBeGreaterThanOrEqual(6);
});

test.each(SHOWN.map(({ where, words }) => [where, words.join(' '), words] as const))(
  '%s shows a command that the program takes: %s',
  (_where, _text, words) => {
    const { path, args } = readCommandLine(words, PROGRAM);
    const command = path.at(-1);
    expect(command?.run).toBeDefined();
    expect(args.some((arg) => arg.startsWith('-') && arg !== '-')).toBe(false);
  },
);

test.each(MANIFESTS)('%s is YAML', (path) => {
  expect(manifestsIn(path).length).toBeGreaterThan(0);
});

test.each(KUBERNETES)('every manifest in %s is in the list that is applied', (folder) => {
  const applied = manifestsIn(`${folder}/kustomization.yaml`).flatMap(({ resources = [] }) => resources);
  const there = kubernetesFiles(folder).map((path) => path.slice(folder.length + 1));
  expect([...applied, 'kustomization.yaml'].sort()).toEqual(there.sort());
});

test('in Kubernetes as many agents are started as the coordinator waits for', () => {
  const [agents] = manifestsIn('deploy/kubernetes/agents.yaml');
  const [coordinator] = containersOf('deploy/kubernetes/coordinator.yaml');
  const awaited = coordinator?.args?.find((arg) => arg.startsWith('--agents='))?.slice('--agents='.length);
  expect(agents?.spec).toMatchObject({ completions: Number(awaited), parallelism: Number(awaited) });
});

test('the image is built with the package manager, the scripts and the files of this repository', () => {
  const { packageManager, scripts } = JSON.parse(read('package.json'));
  const cli = JSON.parse(read('apps/cli/package.json'));
  const dockerfile = read('deploy/Dockerfile');
  expect(new Set(dockerfile.match(/pnpm@[\d.]+/g))).toEqual(new Set([packageManager]));
  expect(dockerfile).toContain(`run build --filter=${cli.name}`);
  expect(scripts.build).toBe('turbo run build');
  expect(dockerfile).toContain('ENTRYPOINT ["node", "/app/dist/main.js"]');
  expect(cli.bin.squall).toBe('./dist/main.js');
});

test('the containers mount only what is there', () => {
  const mounted = lines('deploy/compose.yaml').flatMap(
    (line) => /^\s*- (\.\.\/\S+?):\//.exec(line)?.[1] ?? [],
  );
  expect(mounted.length).toBeGreaterThan(0);
  expect(mounted.filter((path) => !existsSync(join(ROOT, 'deploy', path)))).toEqual([]);
});

test.each(UNITS)('%s.service reads no variable that its environment file does not have', (unit) => {
  const text = read(`deploy/systemd/${unit}.service`);
  const used = [...text.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name);
  const file = `deploy/systemd/${unit}.env`;
  const given = existsSync(join(ROOT, file)) ? [...read(file).matchAll(/^(\w+)=/gm)] : [];
  expect(given.map(([, name]) => name)).toEqual(expect.arrayContaining(used));
  expect(text.includes(`EnvironmentFile=/etc/${unit}.env`)).toBe(given.length > 0);
});

test('controllers, agents and reverse proxies agree about ports', () => {
  const port = String(CONTROLLER_PORT);
  const places = [
    ...['deploy/Dockerfile', 'deploy/controller.compose.yaml', 'deploy/nginx/squall.conf'],
    ...['deploy/systemd/squall-controller.service', ...kubernetesFiles('deploy/kubernetes-controller')],
  ].filter((path) => !path.endsWith('kustomization.yaml'));
  for (const path of places) expect(read(path), path).toContain(port);
});

/** What the first column of the tables about messages shows. */
function shownMessages(): string[] {
  const troubles = read('docs/clustered.md').split('## Troubleshooting')[1] ?? '';
  return [...troubles.matchAll(/^\| `([^`]+)` \|/gm)].map(([, message = '']) => message);
}

/** Texts of the program, with a gap where a value is put in, as if no text went over two lines. */
function programTexts(): string {
  const folders = ['apps/cli/src', 'apps/agent/src', 'packages/coordinator/src'];
  const files = folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
      .map((name) => read(join(folder, name))),
  );
  return files.join('\n').replace(/['`] \+\n\s*['`]/g, '');
}

/** The parts of a message that are the same each time. */
const fixedParts = (message: string): string[] =>
  message
    .split(/'[^']*'|\w+:\/\/\S+|\d[\d.,:%]*|…|\b(?:setup|teardown|within)\b|SIG\w+|SQUALL_\w+|iterations/)
    .flatMap((part) => part.split(/(?<=:) /))
    .map((part) => part.trim())
    .filter((part) => part.length >= 8);

test.each(shownMessages())('the program has the message the documentation explains: %s', (message) => {
  const texts = programTexts();
  expect(fixedParts(message).filter((part) => !texts.includes(part))).toEqual([]);
  expect(fixedParts(message).length).toBeGreaterThan(0);
});
