import './menu.css';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { Button, IconButton } from './button.tsx';
import { Icon, type IconName } from './icon.tsx';

export interface MenuItem {
  readonly text: string;
  /** In a lower voice, below the text. */
  readonly hint?: string;
  readonly icon?: IconName;
  readonly isDangerous?: boolean;
  onSelect(): void;
}

interface MenuButtonProps {
  readonly label: string;
  readonly icon: IconName;
  /** Without it the picture alone is shown. */
  readonly hasText?: boolean;
  readonly items: readonly MenuItem[];
}

const MOVES: Readonly<Record<string, (at: number, count: number) => number>> = {
  ArrowDown: (at, count) => (at + 1) % count,
  ArrowUp: (at, count) => (at + count - 1) % count,
  Home: () => 0,
  End: (_, count) => count - 1,
};

/** A button that opens a list of things to do. */
export function MenuButton({ label, icon, hasText = true, items }: MenuButtonProps) {
  const frame = useRef<HTMLDivElement>(null);
  const [isOpen, setOpen] = useState(false);
  const close = () => {
    setOpen(false);
    frame.current?.querySelector('button')?.focus();
  };
  const props = {
    icon,
    'aria-haspopup': 'menu' as const,
    'aria-expanded': isOpen,
    onClick: () => setOpen(!isOpen),
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: closes the menu when the focus goes elsewhere
    <div
      ref={frame}
      className="menu-frame"
      onBlur={({ relatedTarget }) => {
        if (!frame.current?.contains(relatedTarget)) setOpen(false);
      }}
    >
      {hasText ? <Button {...props}>{label}</Button> : <IconButton {...props} look="plain" label={label} />}
      {isOpen && <Menu label={label} items={items} onClose={close} />}
    </div>
  );
}

interface MenuProps {
  readonly label: string;
  readonly items: readonly MenuItem[];
  onClose(): void;
}

function Menu({ label, items, onClose }: MenuProps) {
  const list = useRef<HTMLDivElement>(null);
  const entries = () => [...(list.current?.querySelectorAll('button') ?? [])];
  useEffect(() => {
    list.current?.querySelector('button')?.focus();
  }, []);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      event.preventDefault();
      onClose();
      return;
    }
    const move = MOVES[event.key];
    if (move === undefined) return;
    event.preventDefault();
    const all = entries();
    all[move(all.indexOf(document.activeElement as HTMLButtonElement), all.length)]?.focus();
  };
  return (
    <div ref={list} className="menu" role="menu" tabIndex={-1} aria-label={label} onKeyDown={onKeyDown}>
      {items.map(({ text, hint, icon, isDangerous = false, onSelect }) => (
        <button
          key={text}
          type="button"
          role="menuitem"
          className={isDangerous ? 'menu-item menu-item-danger' : 'menu-item'}
          tabIndex={-1}
          onClick={() => {
            onClose();
            onSelect();
          }}
        >
          {icon !== undefined && <Icon name={icon} />}
          <span>
            {text}
            {hint !== undefined && <span className="menu-hint">{hint}</span>}
          </span>
        </button>
      ))}
    </div>
  );
}
