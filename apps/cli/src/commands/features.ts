import { FEATURES } from '@squall/core';
import { isGiven } from '../flags/global-flags.ts';
import type { CommandContext } from './command.ts';

export async function features(context: CommandContext): Promise<number> {
  const rows = Object.entries(FEATURES).map(([feature, about]) => ({ feature, ...about }));
  context.print(isGiven(context.flags, 'json') ? `${JSON.stringify(rows, null, 2)}\n` : asTable(rows));
  return 0;
}

interface FeatureRow {
  readonly feature: string;
  readonly lifecycle: string;
  readonly description: string;
}

function asTable(rows: readonly FeatureRow[]): string {
  const header = { feature: 'FEATURE', lifecycle: 'LIFECYCLE', description: 'DESCRIPTION' };
  const all = [header, ...rows];
  const width = (column: 'feature' | 'lifecycle') => Math.max(...all.map((row) => row[column].length)) + 2;
  const [first, second] = [width('feature'), width('lifecycle')];
  return all
    .map((row) => `${row.feature.padEnd(first)}${row.lifecycle.padEnd(second)}${row.description}\n`)
    .join('');
}
