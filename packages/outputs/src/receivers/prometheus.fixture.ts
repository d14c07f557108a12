import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { findFreePort, startProgram } from './real-program.fixture.ts';

type Labels = Readonly<Record<string, string>>;

export interface PromSeries {
  readonly metric: Labels;
  /** Time in seconds, and the value. */
  readonly value?: readonly [number, string];
  readonly histogram?: readonly [number, { readonly count: string; readonly sum: string }];
}

/** A real Prometheus that receives remote writes, native histograms among them. */
export async function startPrometheus() {
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}`;
  const program = await startProgram({
    program: 'prometheus',
    readyUrl: `${url}/-/ready`,
    async args(folder) {
      const file = path.join(folder, 'prometheus.yml');
      await writeFile(file, 'global: {}\n');
      return [
        `--config.file=${file}`,
        `--storage.tsdb.path=${folder}/data`,
        `--web.listen-address=127.0.0.1:${port}`,
        '--web.enable-remote-write-receiver',
        '--enable-feature=native-histograms',
      ];
    },
  });
  return {
    ...program,
    writeUrl: `${url}/api/v1/write`,
    async query(query: string, timeMs = Date.now() + 10): Promise<readonly PromSeries[]> {
      const answer = await fetch(
        `${url}/api/v1/query?${new URLSearchParams({ query, time: String(timeMs / 1000) })}`,
      );
      return ((await answer.json()) as { data: { result: readonly PromSeries[] } }).data.result;
    },
  };
}
