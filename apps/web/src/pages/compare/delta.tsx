import { formatChange } from '../../format/number.ts';
import type { Comparison } from '../../runs/compare-results.ts';

const ARROWS = { better: 'better', worse: 'worse', same: 'about the same' } as const;

/** How much something changed, in a colour that says whether that is good. */
export function Delta({ of: { change, judgement, before, after } }: { readonly of: Comparison }) {
  if (before === undefined) return <span className="muted">new</span>;
  if (after === undefined) return <span className="muted">gone</span>;
  return (
    <span className={`delta delta-${judgement}`} title={ARROWS[judgement]}>
      {change === undefined ? '–' : formatChange(change)}
      {judgement !== 'same' && <span className="visually-hidden"> {judgement}</span>}
    </span>
  );
}
