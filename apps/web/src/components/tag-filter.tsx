import './tag-filter.css';
import type { TagFilter } from '../api/result-queries.ts';
import { splitFilter } from '../metrics/metric-selector.ts';
import { Icon } from './icon.tsx';

interface TagFiltersProps {
  /** Values there are, by name of the tag. */
  readonly tags: Readonly<Record<string, readonly string[]>>;
  readonly filters: readonly TagFilter[];
  onChange(filters: readonly TagFilter[]): void;
}

/** Narrows results to what has some tags. */
export function TagFilters({ tags, filters, onChange }: TagFiltersProps) {
  const taken = new Set(filters.map((filter) => splitFilter(filter)[0]));
  const choices = Object.entries(tags).filter(([name, values]) => values.length > 0 && !taken.has(name));
  return (
    <div className="tag-filters">
      {filters.map((filter) => (
        <Chip
          key={filter}
          filter={filter}
          onRemove={() => onChange(filters.filter((each) => each !== filter))}
        />
      ))}
      {choices.length > 0 && (
        <select
          className="input input-compact"
          aria-label="Add a filter"
          value=""
          onChange={({ target }) => onChange([...filters, target.value])}
        >
          <option value="">Filter by tag…</option>
          {choices.map(([name, values]) => (
            <optgroup key={name} label={name}>
              {values.map((value) => (
                <option key={value} value={`${name}:${value}`}>
                  {value === '' ? '(empty)' : value}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
      )}
    </div>
  );
}

function Chip({ filter, onRemove }: { readonly filter: TagFilter; onRemove(): void }) {
  const [name, value] = splitFilter(filter);
  return (
    <span className="chip">
      <span className="muted">{name}</span> {value}
      <button type="button" aria-label={`Remove the filter ${name}: ${value}`} onClick={onRemove}>
        <Icon name="close" />
      </button>
    </span>
  );
}
