import { failedChecks, highFailureRate, thresholdsCrossedEarly } from './failure-insights.ts';
import { agentLost, clockSkew, generatorSaturated } from './generator-insights.ts';
import type { Finder, Insight, InsightFacts, InsightLevel } from './insight.ts';
import {
  droppedIterations,
  noIterations,
  noRequests,
  slowingDown,
  throughputLimit,
} from './load-insights.ts';
import { tooManySeries, tooManyUrls } from './series-insights.ts';

const FINDERS: readonly Finder[] = [
  noIterations,
  noRequests,
  agentLost,
  generatorSaturated,
  thresholdsCrossedEarly,
  highFailureRate,
  droppedIterations,
  failedChecks,
  throughputLimit,
  slowingDown,
  clockSkew,
  tooManyUrls,
  tooManySeries,
];

const ORDER: readonly InsightLevel[] = ['problem', 'warning', 'info'];

/** What there is to say about a run, what matters most first. */
export function findInsights(facts: InsightFacts): readonly Insight[] {
  const found = FINDERS.flatMap((find) => find(facts) ?? []);
  return found.sort((a, b) => ORDER.indexOf(a.level) - ORDER.indexOf(b.level));
}
