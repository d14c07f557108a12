import './button.css';
import type { ComponentProps } from 'react';
import { Link } from 'wouter';
import { Icon, type IconName } from './icon.tsx';

type Look = 'plain' | 'primary' | 'quiet' | 'danger';

interface Appearance {
  readonly look?: Look | undefined;
  readonly icon?: IconName | undefined;
}

type ButtonProps = Omit<ComponentProps<'button'>, 'className'> & Appearance;

export function Button({ look = 'plain', icon, children, type = 'button', ...rest }: ButtonProps) {
  return (
    <button {...rest} type={type} className={`button button-${look}`}>
      {icon !== undefined && <Icon name={icon} />}
      {children}
    </button>
  );
}

/** A button that shows a picture only; the label is what screen readers and hints say. */
export function IconButton({
  label,
  icon,
  look = 'quiet',
  type = 'button',
  ...rest
}: Omit<ButtonProps, 'children' | 'icon'> & { readonly label: string; readonly icon: IconName }) {
  return (
    <button
      {...rest}
      type={type}
      className={`button button-${look} button-icon`}
      aria-label={label}
      title={label}
    >
      <Icon name={icon} />
    </button>
  );
}

/** Leads to another page and looks like a button. */
export function ButtonLink({
  look = 'plain',
  icon,
  to,
  children,
}: Appearance & { readonly to: string; readonly children: React.ReactNode }) {
  return (
    <Link href={to} className={`button button-${look}`}>
      {icon !== undefined && <Icon name={icon} />}
      {children}
    </Link>
  );
}
