import type { PartialSuccess } from './exporter.ts';
import {
  type Attribute,
  BOUNDS,
  CUMULATIVE,
  type ExportData,
  isHistogramPoint,
  type MetricData,
  type Point,
  SCOPE_NAME,
} from './metric-data.ts';

/** The same request as JSON: whole numbers of 64 bits are strings there, and so is what JSON has no number for. */
export function encodeJson({ resource, startMs, timeMs, metrics }: ExportData): string {
  const times = { startTimeUnixNano: nanoseconds(startMs), timeUnixNano: nanoseconds(timeMs) };
  return JSON.stringify({
    resourceMetrics: [
      {
        resource: { attributes: attributesOf(resource) },
        scopeMetrics: [
          { scope: { name: SCOPE_NAME }, metrics: metrics.map((metric) => metricOf(metric, times)) },
        ],
      },
    ],
  });
}

export function decodeJsonResponse(text: string): PartialSuccess | undefined {
  const { partialSuccess } = JSON.parse(text === '' ? '{}' : text) as {
    partialSuccess?: { rejectedDataPoints?: string | number; errorMessage?: string };
  };
  if (partialSuccess === undefined) return undefined;
  const { rejectedDataPoints = 0, errorMessage = '' } = partialSuccess;
  return { rejectedPoints: Number(rejectedDataPoints), message: errorMessage };
}

interface Times {
  readonly startTimeUnixNano: string;
  readonly timeUnixNano: string;
}

function metricOf({ name, unit, type, points }: MetricData, times: Times): unknown {
  const dataPoints = points.map((point) => pointOf(point, type, times));
  const named = unit === '' ? { name } : { name, unit };
  switch (type) {
    case 'gauge':
      return { ...named, gauge: { dataPoints } };
    case 'sum':
    case 'integer-sum':
      return { ...named, sum: { dataPoints, aggregationTemporality: CUMULATIVE, isMonotonic: true } };
    case 'histogram':
      return { ...named, histogram: { dataPoints, aggregationTemporality: CUMULATIVE } };
  }
}

function pointOf(point: Point, type: MetricData['type'], times: Times): unknown {
  const common = { ...times, attributes: attributesOf(point.attributes) };
  if (!isHistogramPoint(point)) {
    if (type === 'integer-sum') return { ...common, asInt: String(point.value) };
    return { ...common, asDouble: numberOf(point.value) };
  }
  const { count, sum, min, max, bucketCounts } = point.value;
  return {
    ...common,
    count: String(count),
    sum: numberOf(sum),
    min: numberOf(min),
    max: numberOf(max),
    bucketCounts: bucketCounts.map(String),
    explicitBounds: BOUNDS,
  };
}

function attributesOf(attributes: readonly Attribute[]): unknown {
  return attributes.map(([key, value]) => ({ key, value: { stringValue: value } }));
}

function numberOf(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}

function nanoseconds(epochMs: number): string {
  return `${Math.floor(epochMs)}000000`;
}
