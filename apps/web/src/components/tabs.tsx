import './tabs.css';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import { Link, useLocation, useSearch } from 'wouter';
import type { Tone } from '../runs/run-status.ts';

export interface Tab {
  readonly id: string;
  readonly title: string;
  readonly count?: number | undefined;
  /** Of the count: some things are bad in large numbers. */
  readonly tone?: Tone | undefined;
}

/** Which tab the address names; the first when it names none. */
export function useTab(tabs: readonly Tab[]): string {
  const wanted = new URLSearchParams(useSearch()).get('tab');
  return tabs.find(({ id }) => id === wanted)?.id ?? tabs[0]?.id ?? '';
}

interface TabsProps {
  readonly tabs: readonly Tab[];
  readonly path: string;
  readonly label: string;
}

const STEPS: Readonly<Record<string, (at: number, count: number) => number>> = {
  ArrowRight: (at, count) => (at + 1) % count,
  ArrowLeft: (at, count) => (at + count - 1) % count,
  Home: () => 0,
  End: (_, count) => count - 1,
};

/** Parts of a page, each with an address of its own; arrow keys go from one to the next. */
export function Tabs({ tabs, path, label }: TabsProps) {
  const list = useRef<HTMLDivElement>(null);
  const [, navigate] = useLocation();
  const current = useTab(tabs);
  const hrefOf = (index: number) => (index === 0 ? path : `${path}?tab=${tabs[index]?.id}`);
  const move = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = step(
      tabs.findIndex(({ id }) => id === current),
      tabs.length,
    );
    navigate(hrefOf(next));
    list.current?.querySelectorAll('a')[next]?.focus();
  };
  useEffect(() => {
    list.current?.querySelector(`#tab-${current}`)?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [current]);
  return (
    <div ref={list} className="tabs" role="tablist" tabIndex={-1} aria-label={label} onKeyDown={move}>
      {tabs.map(({ id, title, count, tone = 'idle' }, index) => (
        <Link
          key={id}
          id={`tab-${id}`}
          href={hrefOf(index)}
          className="tab"
          role="tab"
          aria-selected={id === current}
          aria-controls="tab-panel"
          tabIndex={id === current ? 0 : -1}
        >
          {title}
          {count !== undefined && <span className={`tab-count tab-count-${tone}`}>{count}</span>}
        </Link>
      ))}
    </div>
  );
}

/** What the chosen tab shows. */
export function TabPanel({ tab, children }: { readonly tab: string; readonly children: React.ReactNode }) {
  return (
    <div id="tab-panel" role="tabpanel" aria-labelledby={`tab-${tab}`}>
      {children}
    </div>
  );
}
