import './tiles.css';
import type { Tone } from '../runs/run-status.ts';

export interface Tile {
  readonly name: string;
  readonly value: string;
  /** Beside the value, in a lower voice. */
  readonly aside?: string | undefined;
  readonly tone?: Extract<Tone, 'good' | 'bad'> | undefined;
}

/** The few numbers one wants first, large. */
export function Tiles({ tiles, label }: { readonly tiles: readonly Tile[]; readonly label: string }) {
  return (
    <dl className="tiles" aria-label={label}>
      {tiles.map(({ name, value, aside, tone }) => (
        <div key={name} className={tone === undefined ? 'tile' : `tile tile-${tone}`}>
          <dt>{name}</dt>
          <dd>
            <span className="tile-value">{value}</span>
            {aside !== undefined && <span className="tile-aside">{aside}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
