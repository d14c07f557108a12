import type { Finder } from './insight.ts';
import { count, milliseconds, percent, some } from './number-text.ts';

const FEW_FAILURES = 0.01;
const MANY_FAILURES = 0.05;
const EARLY_SHARE = 0.5;

export const highFailureRate: Finder = ({ requests, failedRequests }) => {
  const share = failedRequests / requests;
  if (!(share >= FEW_FAILURES)) return undefined;
  return {
    kind: 'high-failure-rate',
    level: share >= MANY_FAILURES ? 'problem' : 'warning',
    title: `${percent(share)} of requests failed`,
    text: `${count(failedRequests)} of ${count(requests)} HTTP requests failed. Response times of failures say little about the system under load; look at which URLs and status codes they have in the table of requests.`,
  };
};

export const failedChecks: Finder = ({ checks }) => {
  const failing = checks.filter(({ fails }) => fails > 0).sort((a, b) => b.fails - a.fails);
  if (failing.length === 0) return undefined;
  const names = failing.map(({ name, passes, fails }) => `“${name}” (${percent(fails / (passes + fails))})`);
  return {
    kind: 'failed-checks',
    level: 'warning',
    title: failing.length === 1 ? 'A check failed' : `${failing.length} checks failed`,
    text: `Failed: ${some(names)}. Checks alone do not fail a run; set a threshold on the metric checks if they should.`,
  };
};

export const thresholdsCrossedEarly: Finder = (facts) => {
  const { isAbortedByThreshold, durationS, plannedDurationS, crossedThresholds } = facts;
  if (!isAbortedByThreshold || plannedDurationS === null || plannedDurationS <= 0) return undefined;
  const share = durationS / plannedDurationS;
  if (share >= EARLY_SHARE) return undefined;
  return {
    kind: 'thresholds-crossed-early',
    level: 'problem',
    title: 'A threshold ended the run early',
    text: `The run was aborted after ${milliseconds(durationS * 1000)}, ${percent(share)} of what was planned, by ${some(crossedThresholds)}. If that is only while the system warms up, give the threshold a delayAbortEval.`,
  };
};
