import './pass-bar.css';
import { formatPercent } from '../format/number.ts';

interface PassBarProps {
  readonly passes: number;
  readonly fails: number;
}

/** How much of something went well, as a bar and in percent. */
export function PassBar({ passes, fails }: PassBarProps) {
  const total = passes + fails;
  const share = total === 0 ? 0 : passes / total;
  return (
    <span className="pass-bar">
      <span className={total === 0 ? 'pass-bar-track pass-bar-empty' : 'pass-bar-track'} aria-hidden="true">
        <span style={{ width: `${share * 100}%` }} />
      </span>
      <span className="pass-bar-text">{total === 0 ? '–' : formatPercent(share)}</span>
    </span>
  );
}
