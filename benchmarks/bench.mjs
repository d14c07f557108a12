// Measures Squall, and with --peer any k6-compatible program interleaved on the same work.
//   pnpm bench [--peer "k6"] [--runs 3] [--only text]
import { spawnSync } from 'node:child_process';
import { availableParallelism, cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { measureCluster } from './cluster.mjs';
import { measureController } from './controller.mjs';
import { FIGURES, REFERENCES } from './figures.mjs';
import { median } from './measure.mjs';
import { startTarget } from './target.mjs';
import { measureTrend } from './trend.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { values: flags } = parseArgs({
  options: {
    peer: { type: 'string' },
    runs: { type: 'string', default: '3' },
    only: { type: 'string', default: '' },
  },
});

const wanted = Object.entries(FIGURES).filter(([title]) => title.includes(flags.only));
if (wanted.length > 0 || 'controller'.includes(flags.only)) {
  const prepared = spawnSync(process.execPath, [join(root, 'squall'), '--prepare-only'], {
    stdio: 'inherit',
  });
  if (prepared.status !== 0) process.exit(1);
}

const programs = { squall: [process.execPath, join(root, 'apps/cli/dist/main.js')] };
if (flags.peer !== undefined) programs.peer = flags.peer.split(/\s+/);

function row(name, figure, runs) {
  const format = (value) => (value >= 1000 ? Math.round(value).toLocaleString('en') : value.toPrecision(3));
  return `| ${name} | ${figure} | ${format(Math.min(...runs))} | **${format(median(runs))}** | ${format(Math.max(...runs))} |`;
}

console.log(
  `${cpus()[0].model}, ${availableParallelism()} cores, Node ${process.version}, ${flags.runs} runs each\n`,
);
console.log('| program | figure | min | median | max |\n|---|---|---|---|---|');
const target = wanted.length > 0 ? await startTarget() : undefined;
try {
  for (const [title, figure] of wanted) {
    const results = {};
    const note = (name, values) => {
      results[name] ??= {};
      for (const [key, value] of Object.entries(values)) {
        results[name][key] ??= [];
        results[name][key].push(value);
      }
    };
    for (let i = 0; i < Number(flags.runs); i++) {
      for (const [name, command] of Object.entries(programs)) note(name, await figure(command, target));
      const reference = REFERENCES[title];
      if (reference !== undefined) note('reference', await reference(target));
    }
    for (const [name, figures] of Object.entries(results)) {
      for (const [key, runs] of Object.entries(figures)) console.log(row(name, `${title}: ${key}`, runs));
    }
  }
} finally {
  await target?.stop();
}
const MEASURED_ONCE = {
  'trend sink': measureTrend,
  'cluster of 1,000 agents': measureCluster,
  controller: measureController,
};
for (const [title, measured] of Object.entries(MEASURED_ONCE)) {
  if (!title.includes(flags.only)) continue;
  for (const [figure, value] of Object.entries(await measured())) console.log(row('squall', figure, [value]));
}
