import type { Readable } from 'node:stream';
import type { Clock, DeclaredMetric } from '@squall/core';
import type { ArchiveShelf } from '../archives/archive-shelf.ts';
import { parseMetadata } from '../archives/metadata.ts';
import type { StoredArchive } from '../archives/stored-archive.ts';
import { ApiError } from '../errors/api-error.ts';
import { checkQuota } from '../projects/check-quota.ts';
import type { Project } from '../projects/project.ts';
import { factsIn } from '../runs/script-facts.ts';
import type { Stores } from '../storage/stores.ts';
import type { LoadTest } from './load-test.ts';
import { outlineTest, type TestOutline } from './outline.ts';

const MAX_NAME_LENGTH = 300;

/** Keeps tests: their names and what they run. */
export class TestService {
  readonly #stores: Stores;
  readonly #archives: ArchiveShelf;
  readonly #clock: Clock;

  constructor(stores: Stores, archives: ArchiveShelf, clock: Clock) {
    this.#stores = stores;
    this.#archives = archives;
    this.#clock = clock;
  }

  /** @throws ApiError conflict when the project has a test of that name */
  async create(project: Project, name: string, script?: Readable): Promise<LoadTest> {
    checkName(name);
    if ((await this.#stores.tests.byName(project.id, name)) !== undefined) throw nameTaken();
    const archive = script === undefined ? undefined : await this.#receive(project, script);
    const test = await this.#stores.tests.create(
      { projectId: project.id, name, archiveSha256: archive?.sha256 ?? null },
      this.#clock.wallMs(),
    );
    if (test === undefined) throw nameTaken();
    return test;
  }

  async replaceScript(test: LoadTest, project: Project, script: Readable): Promise<void> {
    const { sha256 } = await this.#receive(project, script);
    await this.#stores.tests.update(test.id, { archiveSha256: sha256 }, this.#clock.wallMs());
  }

  async rename(test: LoadTest, name: string): Promise<void> {
    checkName(name);
    const namesake = await this.#stores.tests.byName(test.projectId, name);
    if (namesake !== undefined && namesake.id !== test.id) throw nameTaken();
    await this.#stores.tests.update(test.id, { name }, this.#clock.wallMs());
  }

  /** What a test would do, when it may run. @throws ApiError invalid-options, quota-exceeded */
  async check(project: Project, options: unknown, metrics?: readonly DeclaredMetric[]): Promise<TestOutline> {
    const outline = outlineTest(options, metrics);
    await this.#checkLoadZones(project, outline);
    checkQuota(await this.#stores.projects.quota(project.id), {
      maxVUs: outline.maxVUs,
      durationS: outline.durationS,
      loadZones: new Set(outline.distribution.map(({ loadZone }) => loadZone)).size,
    });
    return outline;
  }

  /** The same for the script a test has now. @throws ApiError conflict when it has none */
  async checkScript(project: Project, test: LoadTest): Promise<TestOutline & { archive: StoredArchive }> {
    const archive =
      test.archiveSha256 === null ? undefined : await this.#archives.bySha256(test.archiveSha256);
    if (archive === undefined) throw new ApiError('conflict', 'the test has no script yet: upload one first');
    return { ...(await this.#checkArchive(project, archive)), archive };
  }

  /** Scripts are kept as they come, but options that could never run are refused while somebody is looking. */
  async #receive(project: Project, script: Readable): Promise<StoredArchive> {
    const archive = await this.#archives.receive(script);
    await this.#checkArchive(project, archive);
    return archive;
  }

  async #checkArchive(project: Project, { sha256, metadata }: StoredArchive): Promise<TestOutline> {
    const parsed = parseMetadata(metadata);
    const facts = factsIn(parsed) ?? (await this.#stores.archives.facts(sha256));
    return this.check(project, parsed.options, facts?.metrics);
  }

  async #checkLoadZones({ organizationId }: Project, { distribution }: TestOutline): Promise<void> {
    for (const { label, loadZone } of distribution) {
      const zone = await this.#stores.loadZones.byCode(organizationId, loadZone);
      if (zone !== undefined) continue;
      throw new ApiError('invalid-options', `there is no load zone '${loadZone}'`, {
        target: `options.cloud.distribution.${label}.loadZone`,
      });
    }
  }
}

function checkName(name: string): void {
  if (name.trim() === '' || name.length > MAX_NAME_LENGTH) {
    throw new ApiError('invalid-request', `the name of a test has 1 to ${MAX_NAME_LENGTH} characters`, {
      target: 'name',
    });
  }
}

function nameTaken(): ApiError {
  return new ApiError('conflict', 'the project has a test of this name already', { target: 'name' });
}
