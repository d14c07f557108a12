/** A test: what runs of the same name in a project have in common. */
export interface LoadTest {
  readonly id: number;
  readonly projectId: number;
  readonly name: string;
  /** null until a script was uploaded. */
  readonly archiveSha256: string | null;
  readonly baselineRunId: number | null;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
}

export type NewLoadTest = Pick<LoadTest, 'projectId' | 'name' | 'archiveSha256'>;

export interface TestFilter {
  readonly name?: string | undefined;
  readonly skip?: number | undefined;
  readonly limit?: number | undefined;
}

export interface TestStore {
  /** undefined: the project has a test of that name. */
  create(test: NewLoadTest, nowMs: number): Promise<LoadTest | undefined>;
  byId(id: number): Promise<LoadTest | undefined>;
  byName(projectId: number, name: string): Promise<LoadTest | undefined>;
  ofProject(projectId: number, filter?: TestFilter): Promise<readonly LoadTest[]>;
  countOfProject(projectId: number): Promise<number>;
  update(
    id: number,
    changes: Partial<Pick<LoadTest, 'name' | 'archiveSha256' | 'baselineRunId'>>,
    nowMs: number,
  ): Promise<void>;
  remove(id: number): Promise<void>;
}
