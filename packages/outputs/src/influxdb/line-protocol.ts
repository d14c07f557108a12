import type { ResolvedSamples, SampleMetadata, Series } from '@squall/core';
import { SeriesTexts } from '../file/series-texts.ts';
import { type FieldType, fieldText } from './field-types.ts';
import { PointTimes, type Precision } from './precision.ts';

export interface Lines {
  readonly lines: readonly string[];
  /** Samples that InfluxDB has no value for: infinite ones. */
  readonly unwritable: number;
}

/** Writes each sample as a line: `metric,tag=value field="…",value=1 time`. */
export class LineProtocol {
  readonly #fields: ReadonlyMap<string, FieldType>;
  readonly #times: PointTimes;
  readonly #beforeValue = new SeriesTexts((series) => this.#seriesText(series));

  constructor(tagsAsFields: ReadonlyMap<string, FieldType>, precision: Precision) {
    this.#fields = tagsAsFields;
    this.#times = new PointTimes(precision);
  }

  /** Hot path. */
  write(samples: ResolvedSamples): Lines {
    const { series, seriesIds, values, timesMs, metadataIds } = samples;
    const metadata = samples.metadata.map((pairs) => this.#metadataText(pairs));
    const lines: string[] = [];
    for (let i = 0; i < seriesIds.length; i++) {
      const value = values[i] as number;
      if (!Number.isFinite(value)) continue;
      const start = this.#beforeValue.of(series[seriesIds[i] as number] as Series);
      const more = metadataIds === undefined ? '' : (metadata[(metadataIds[i] as number) - 1] ?? '');
      lines.push(`${start}${more}value=${value} ${this.#times.text(timesMs[i] as number)}\n`);
    }
    return { lines, unwritable: seriesIds.length - lines.length };
  }

  /** Everything up to the value: tags sorted by key, then those that are fields. */
  #seriesText({ metric, tags }: Series): string {
    let tagText = '';
    let fields = '';
    for (const [key, value] of Object.entries(tags.tags).sort(byKey)) {
      const text = escaped(value);
      if (text === '') continue;
      if (this.#fields.has(key)) fields += this.#field(key, value);
      else tagText += `,${escaped(key)}=${text}`;
    }
    return `${metric.name}${tagText} ${fields}`;
  }

  #metadataText(metadata: SampleMetadata): string {
    return Object.entries(metadata)
      .filter(([key]) => this.#fields.has(key))
      .map(([key, value]) => this.#field(key, value))
      .join('');
  }

  /** Nothing for a value that is not of the type: a field of two types would make InfluxDB refuse the point. */
  #field(key: string, value: string): string {
    const text = fieldText(value, this.#fields.get(key) ?? 'string');
    return text === undefined ? '' : `${escaped(key)}=${text},`;
  }
}

function byKey([a]: [string, string], [b]: [string, string]): number {
  return a < b ? -1 : 1;
}

/** A tag may hold neither line ends nor a backslash at its end, whatever is put before them. */
function escaped(text: string): string {
  return text
    .replace(/[\r\n]+/g, ' ')
    .replace(/\\+$/, '')
    .replace(/[,= ]/g, '\\$&');
}
