import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { progressQuery } from '../../api/result-queries.ts';
import type { RunProgress, ThresholdResult } from '../../api/types/results.ts';
import type { RunDetails } from '../../api/types/run.ts';
import { Icon, type IconName } from '../../components/icon.tsx';
import { useNow } from '../../components/moment.tsx';
import { formatCount, formatPercent } from '../../format/number.ts';
import { formatSpan } from '../../format/time.ts';
import { isOver, loadDurationMs, progressOf, type Tone } from '../../runs/run-status.ts';
import { keyOfThreshold } from '../../runs/threshold-verdict.ts';

interface VerdictProps {
  readonly run: RunDetails;
  readonly thresholds: readonly ThresholdResult[];
  readonly path: string;
}

/** What came of the run, or how far it is: the one thing everybody wants to know. */
export function Verdict({ run, thresholds, path }: VerdictProps) {
  return isOver(run) ? (
    <Ended run={run} thresholds={thresholds} path={path} />
  ) : (
    <UnderWay run={run} thresholds={thresholds} path={path} />
  );
}

const ENDINGS = {
  passed: { tone: 'good', icon: 'check', title: 'Passed' },
  failed: { tone: 'bad', icon: 'close', title: 'Failed' },
  error: { tone: 'warn', icon: 'warning', title: 'Ended with an error' },
  none: { tone: 'idle', icon: 'check', title: 'Finished' },
} as const;

function Ended({ run, thresholds, path }: VerdictProps) {
  const { tone, icon, title } = ENDINGS[run.result ?? 'none'];
  // Which thresholds were crossed is said already.
  const isExplained = run.result === 'passed' || thresholds.some(({ isCrossed }) => isCrossed);
  return (
    <Band tone={tone} icon={icon} title={run.state === 'aborted' ? 'Aborted' : title}>
      <p>
        {thresholdsInWords(thresholds)}
        {run.resultMessage !== null && !isExplained && (
          <>
            {' '}
            {run.resultMessage}
            {run.resultCode !== null && <span className="muted"> (code {run.resultCode})</span>}
          </>
        )}
      </p>
      <Crossed thresholds={thresholds} path={path} />
    </Band>
  );
}

function UnderWay({ run, thresholds, path }: VerdictProps) {
  const { data: progress } = useQuery(progressQuery(run));
  const nowMs = useNow(1000);
  const share = progress?.share ?? progressOf(run, nowMs) ?? null;
  return (
    <Band tone="busy" icon="play" title={phaseInWords(run, progress)}>
      <p>{progressInWords(run, progress, nowMs)}</p>
      {share !== null && (
        <div
          className="progress"
          role="progressbar"
          aria-label="Progress"
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.round(share * 100)}
        >
          <span style={{ width: `${share * 100}%` }} />
        </div>
      )}
      <Crossed thresholds={thresholds} path={path} />
    </Band>
  );
}

interface BandProps {
  readonly tone: Tone;
  readonly icon: IconName;
  readonly title: string;
  readonly children: React.ReactNode;
}

function Band({ tone, icon, title, children }: BandProps) {
  return (
    <section className={`verdict-band verdict-band-${tone}`} aria-label="Verdict">
      <span className="verdict-band-icon">
        <Icon name={icon} />
      </span>
      <div className="verdict-band-text">
        <strong>{title}</strong>
        {children}
      </div>
    </section>
  );
}

/** Each leads to its chart. */
function Crossed({ thresholds, path }: Pick<VerdictProps, 'thresholds' | 'path'>) {
  const crossed = thresholds.filter(({ isCrossed }) => isCrossed);
  if (crossed.length === 0) return null;
  return (
    <ul className="verdict-crossed" aria-label="Crossed thresholds">
      {crossed.map((threshold) => {
        const key = keyOfThreshold(threshold);
        return (
          <li key={key}>
            <Link href={`${path}?tab=thresholds&open=${encodeURIComponent(key)}`}>
              <code>
                {threshold.metric}: {threshold.expression}
              </code>
            </Link>
          </li>
        );
      })}
    </ul>
  );
}

function thresholdsInWords(thresholds: readonly ThresholdResult[]): string {
  const crossed = thresholds.filter(({ isCrossed }) => isCrossed).length;
  if (thresholds.length === 0) return 'The script sets no thresholds.';
  if (crossed === 0)
    return `${thresholds.length === 1 ? 'The threshold' : `All ${thresholds.length} thresholds`} held.`;
  return `${crossed} of ${thresholds.length} thresholds ${crossed === 1 ? 'was' : 'were'} crossed.`;
}

const PHASES: Readonly<Record<string, string>> = {
  created: 'About to start',
  queued: 'Queued',
  initializing: 'Initializing',
  running: 'Running',
  processing_metrics: 'Finishing',
};

function phaseInWords(run: RunDetails, progress: RunProgress | undefined): string {
  const isWaiting = (progress?.missingAgents.length ?? 0) > 0;
  return isWaiting ? 'Waiting for agents' : (PHASES[run.state] ?? run.state);
}

function progressInWords(run: RunDetails, progress: RunProgress | undefined, nowMs: number): React.ReactNode {
  const missing = progress?.missingAgents ?? [];
  if (missing.length > 0)
    return (
      <>
        {missing.map(({ loadZone, count }) => `${count} missing in ${loadZone}`).join(', ')}.{' '}
        <Link href="/agents?tab=tokens">Add an agent</Link>
      </>
    );
  const elapsedMs = loadDurationMs(run, nowMs);
  if (elapsedMs === undefined) return 'The load has not begun yet.';
  const plannedMs =
    progress?.totalMs ?? (run.estimatedDurationS === null ? null : run.estimatedDurationS * 1000);
  const parts = [
    `${formatSpan(Math.floor(elapsedMs / 1000) * 1000)}${plannedMs === null ? '' : ` of at most ${formatSpan(plannedMs)}`}`,
  ];
  if (progress?.share != null) parts.unshift(formatPercent(Math.round(progress.share * 100) / 100));
  if (progress !== undefined)
    parts.push(`${formatCount(progress.vus)} VUs`, `${formatCount(progress.iterations)} iterations`);
  return parts.join(' · ');
}
