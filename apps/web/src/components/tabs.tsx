import './tabs.css';
import { Link, useSearch } from 'wouter';

export interface Tab {
  readonly id: string;
  readonly title: string;
  readonly count?: number | undefined;
}

/** Which tab the address names; the first when it names none. */
export function useTab(tabs: readonly Tab[]): string {
  const wanted = new URLSearchParams(useSearch()).get('tab');
  return tabs.find(({ id }) => id === wanted)?.id ?? tabs[0]?.id ?? '';
}

/** Parts of a page, each with an address of its own. */
export function Tabs({ tabs, path, label }: { tabs: readonly Tab[]; path: string; label: string }) {
  const current = useTab(tabs);
  return (
    <nav className="tabs" aria-label={label}>
      {tabs.map(({ id, title, count }, index) => (
        <Link
          key={id}
          href={index === 0 ? path : `${path}?tab=${id}`}
          className="tab"
          aria-current={id === current ? 'page' : undefined}
        >
          {title}
          {count !== undefined && <span className="tab-count">{count}</span>}
        </Link>
      ))}
    </nav>
  );
}
