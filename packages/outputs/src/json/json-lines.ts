import type { Metric, OutputRun, ResolvedSamples, SampleMetadata, Series } from '@squall/core';
import type { LineFormat } from '../file/file-output.ts';
import { SeriesTexts } from '../file/series-texts.ts';
import { Rfc3339 } from '../file/time-text.ts';

/** The parts of a sample's line that are the same for all of its series. */
interface PointText {
  readonly metric: Metric;
  readonly beforeTime: string;
  readonly afterValue: string;
}

/** One `Metric` line before the first sample of each metric, one `Point` line for each sample. */
export class JsonLines implements LineFormat {
  readonly #points = new SeriesTexts(pointText);
  readonly #time = new Rfc3339();
  readonly #declared = new Set<Metric>();
  #run: OutputRun | undefined;

  header(run: OutputRun): string {
    this.#run = run;
    return '';
  }

  lines(samples: ResolvedSamples): string {
    const { series, seriesIds, values, timesMs, metadataIds } = samples;
    const metadata = samples.metadata.map(metadataText);
    let text = '';
    for (let i = 0; i < seriesIds.length; i++) {
      const point = this.#points.of(series[seriesIds[i] as number] as Series);
      if (!this.#declared.has(point.metric)) text += this.#declare(point.metric);
      const time = this.#time.withFraction(timesMs[i] as number);
      const more = metadataIds === undefined ? '' : (metadata[(metadataIds[i] as number) - 1] ?? '');
      text += `${point.beforeTime}${time}","value":${numberText(values[i] as number)}${point.afterValue}${more}}}\n`;
    }
    return text;
  }

  #declare(metric: Metric): string {
    this.#declared.add(metric);
    const { name, type, contains } = metric;
    const submetrics = this.#run?.submetricsOf(metric) ?? [];
    const data = {
      name,
      type,
      contains,
      thresholds: this.#run?.thresholdsOf(metric) ?? [],
      submetrics:
        submetrics.length === 0
          ? null
          : submetrics.map(({ name, selector, tags }) => ({ name, suffix: selector, tags })),
    };
    return `${JSON.stringify({ type: 'Metric', data, metric: name })}\n`;
  }
}

function pointText({ metric, tags }: Series): PointText {
  return {
    metric,
    beforeTime: `{"metric":"${metric.name}","type":"Point","data":{"time":"`,
    afterValue: `,"tags":${objectText(tags.tags)}`,
  };
}

function metadataText(metadata: SampleMetadata): string {
  return Object.keys(metadata).length === 0 ? '' : `,"metadata":${objectText(metadata)}`;
}

// By hand, because an object of JavaScript puts keys that look like integers first, whatever their order.
function objectText(object: Readonly<Record<string, string>>): string {
  const pairs = Object.keys(object)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${JSON.stringify(object[key])}`);
  return `{${pairs.join(',')}}`;
}

/** JSON has no infinity; readers get null rather than a line they cannot parse. */
function numberText(value: number): string {
  return Number.isFinite(value) ? String(value) : 'null';
}
