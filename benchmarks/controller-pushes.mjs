// An hour of a test with 500 series, pushed to a controller as k6 would push it, ten seconds at a time.
import { encodePush } from '../apps/controller/src/k6-push/encode-push.fixture.ts';

const [, , url, token, runId] = process.argv;
const SECONDS = 3600;
const AT_ONCE = 10;
const START_S = 1_700_000_000;
/** 55 pages with nine series each, and five besides. */
const PAGES = Array.from({ length: 55 }, (_, i) => `/page/${i}`);
const TIMES = ['duration', 'blocked', 'connecting', 'tls_handshaking', 'sending', 'waiting', 'receiving'];

const bucketOf = (u) => {
  if (u < 256) return u;
  const octave = Math.floor(Math.log2(u)) - 7;
  return octave * 128 + Math.floor(u / 2 ** octave);
};

/** Making up values takes longer than everything else, so trends take turns with those there are. */
const VARIANTS = 50;
const variants = new Map();

function trend(timeS, medianMs, values) {
  const key = `${medianMs} ${values}`;
  if (!variants.has(key))
    variants.set(
      key,
      Array.from({ length: VARIANTS }, () => newTrend(medianMs, values)),
    );
  return { ...variants.get(key)[Math.floor(Math.random() * VARIANTS)], timeS };
}

function newTrend(medianMs, values) {
  const counts = new Map();
  let [sum, min, max] = [0, Number.POSITIVE_INFINITY, 0];
  for (let i = 0; i < values; i++) {
    const value =
      medianMs * Math.exp(Math.sqrt(-2 * Math.log(Math.random())) * Math.cos(6.283 * Math.random()));
    const bucket = bucketOf(Math.ceil(value / 0.001));
    counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
    sum += value;
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  const buckets = [...counts].sort(([a], [b]) => a - b);
  return {
    kind: 'trend',
    count: values,
    sum,
    min,
    max,
    tooLow: 0,
    tooHigh: 0,
    resolution: 0.001,
    buckets,
  };
}

function pushOf(fromS) {
  const times = Array.from({ length: AT_ONCE }, (_, i) => fromS + i);
  const metric = (name, type, tagSets, valueAt) => ({
    name,
    type,
    series: tagSets.map((labels) => ({ labels, values: times.map(valueAt) })),
  });
  const tags = { scenario: 'default', group: '' };
  const pages = PAGES.map((name) => ({
    ...tags,
    name,
    method: 'GET',
    status: '200',
    expected_response: 'true',
  }));
  return {
    testRunId: runId,
    aggregationPeriodS: 1,
    metrics: [
      metric('http_reqs', 'counter', pages, (timeS) => ({ kind: 'counter', timeS, sum: 4 })),
      metric('http_req_failed', 'rate', pages, (timeS) => ({ kind: 'rate', timeS, trues: 0, total: 4 })),
      ...TIMES.map((time) => metric(`http_req_${time}`, 'trend', pages, (timeS) => trend(timeS, 50, 4))),
      metric('checks', 'rate', [{ ...tags, check: 'is ok' }], (timeS) => ({
        kind: 'rate',
        timeS,
        trues: 9,
        total: 10,
      })),
      metric('iterations', 'counter', [tags], (timeS) => ({ kind: 'counter', timeS, sum: 20 })),
      metric('iteration_duration', 'trend', [tags], (timeS) => trend(timeS, 500, 20)),
      metric('group_duration', 'trend', [{ ...tags, group: '::cart' }], (timeS) => trend(timeS, 200, 20)),
      metric('vus', 'gauge', [{}], (timeS) => ({ kind: 'gauge', timeS, last: 50, min: 50, max: 50 })),
    ],
  };
}

/** The same body counts once, however often it is sent. */
async function deliver(body, attempts = 3) {
  try {
    const answer = await fetch(`${url}/v2/metrics/${runId}`, {
      method: 'POST',
      headers: {
        authorization: `Token ${token}`,
        'content-type': 'application/x-protobuf',
        'content-encoding': 'snappy',
      },
      body,
    });
    if (!answer.ok) throw new Error(`a push was answered with ${answer.status}: ${await answer.text()}`);
  } catch (error) {
    if (attempts === 1) throw error;
    await deliver(body, attempts - 1);
  }
}

for (let second = 0; second < SECONDS; second += AT_ONCE) await deliver(encodePush(pushOf(START_S + second)));
