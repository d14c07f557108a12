import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { findFreePort, startProgram } from './real-program.fixture.ts';

type Row = Readonly<Record<string, string | number | boolean | null>>;

interface QueryAnswer {
  readonly results: readonly {
    readonly series?: readonly {
      readonly columns: readonly string[];
      readonly values: readonly (readonly (string | number | boolean | null)[])[];
    }[];
  }[];
}

/** A real InfluxDB 1.x. */
export async function startInfluxdb() {
  const [httpPort, rpcPort, udpPort] = [await findFreePort(), await findFreePort(), await findFreePort()];
  const url = `http://127.0.0.1:${httpPort}`;
  const program = await startProgram({
    program: 'influxd',
    readyUrl: `${url}/ping`,
    async args(folder) {
      const file = path.join(folder, 'influxdb.conf');
      await writeFile(file, configText(folder, { httpPort, rpcPort, udpPort }));
      return ['run', '-config', file];
    },
  });
  return {
    ...program,
    url,
    udpPort,
    async query(db: string, q: string): Promise<readonly Row[]> {
      const answer = await fetch(`${url}/query?${new URLSearchParams({ db, q, epoch: 'ns' })}`);
      const { results } = (await answer.json()) as QueryAnswer;
      return (results[0]?.series ?? []).flatMap(({ columns, values }) =>
        values.map((row) => Object.fromEntries(columns.map((column, i) => [column, row[i] ?? null]))),
      );
    },
  };
}

interface Ports {
  readonly httpPort: number;
  readonly rpcPort: number;
  readonly udpPort: number;
}

function configText(folder: string, { httpPort, rpcPort, udpPort }: Ports): string {
  return `
reporting-disabled = true
bind-address = "127.0.0.1:${rpcPort}"
[meta]
  dir = "${folder}/meta"
[data]
  dir = "${folder}/data"
  wal-dir = "${folder}/wal"
[http]
  bind-address = "127.0.0.1:${httpPort}"
[[udp]]
  enabled = true
  bind-address = "127.0.0.1:${udpPort}"
  database = "packets"
  batch-timeout = "100ms"
`;
}
