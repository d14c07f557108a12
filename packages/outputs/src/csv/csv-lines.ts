import type { ResolvedSamples, Series } from '@squall/core';
import type { LineFormat } from '../file/file-output.ts';
import { SeriesTexts } from '../file/series-texts.ts';

/** System tags that travel as metadata and so have no column. */
const METADATA_TAGS = ['vu', 'iter'];

const NEEDS_QUOTES = /[",\r\n]|^\s|^\\\.$/;

/** The parts of a sample's line that are the same for all of its series. */
interface RowText {
  readonly beforeTime: string;
  readonly afterValue: string;
}

/** A line of column names, then one line for each sample: a column for each system tag, the rest together. */
export class CsvLines implements LineFormat {
  readonly #tagColumns: readonly string[];
  readonly #formatTime: (epochMs: number) => string;
  readonly #rows = new SeriesTexts((series) => this.#rowText(series));

  constructor(systemTags: readonly string[], formatTime: (epochMs: number) => string) {
    this.#tagColumns = systemTags.filter((tag) => !METADATA_TAGS.includes(tag)).sort();
    this.#formatTime = formatTime;
  }

  header(): string {
    const columns = [
      'metric_name',
      'timestamp',
      'metric_value',
      ...this.#tagColumns,
      'extra_tags',
      'metadata',
    ];
    return `${columns.join(',')}\n`;
  }

  lines(samples: ResolvedSamples): string {
    const { series, seriesIds, values, timesMs, metadataIds } = samples;
    const metadata = samples.metadata.map((pairs) => quoted(pairsText(Object.entries(pairs))));
    let text = '';
    for (let i = 0; i < seriesIds.length; i++) {
      const row = this.#rows.of(series[seriesIds[i] as number] as Series);
      const time = this.#formatTime(timesMs[i] as number);
      const more = metadataIds === undefined ? '' : (metadata[(metadataIds[i] as number) - 1] ?? '');
      text += `${row.beforeTime}${time},${valueText(values[i] as number)}${row.afterValue}${more}\n`;
    }
    return text;
  }

  #rowText({ metric, tags }: Series): RowText {
    const columns = this.#tagColumns.map((column) => quoted(tags.get(column) ?? ''));
    const extra = Object.entries(tags.tags).filter(([key]) => !this.#tagColumns.includes(key));
    return {
      beforeTime: `${metric.name},`,
      afterValue: `,${[...columns, quoted(pairsText(extra))].join(',')},`,
    };
  }
}

function pairsText(pairs: readonly (readonly [string, string])[]): string {
  return pairs
    .map(([key, value]) => `${key}=${value}`)
    .sort()
    .join('&');
}

function quoted(field: string): string {
  return NEEDS_QUOTES.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}

/** Six decimals, as Go's `%f` writes them. */
function valueText(value: number): string {
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  // toFixed changes to exponents from here on, where doubles have no fraction any more.
  if (Math.abs(value) >= 1e21) return `${BigInt(value)}.000000`;
  return value.toFixed(6);
}
