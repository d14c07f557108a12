import './field.css';
import { type ComponentProps, useId } from 'react';

interface FieldParts {
  readonly label: string;
  readonly hint?: string | undefined;
}

type TextFieldProps = FieldParts & Omit<ComponentProps<'input'>, 'className' | 'id'>;

export function TextField({ label, hint, ...rest }: TextFieldProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        autoComplete="off"
        {...rest}
        id={id}
        className="input"
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
      />
      <Hint id={id} text={hint} />
    </div>
  );
}

type TextAreaFieldProps = FieldParts & Omit<ComponentProps<'textarea'>, 'className' | 'id'>;

/** Several lines. */
export function TextAreaField({ label, hint, ...rest }: TextAreaFieldProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <textarea
        {...rest}
        id={id}
        className="input"
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
      />
      <Hint id={id} text={hint} />
    </div>
  );
}

interface CheckFieldProps extends Pick<ComponentProps<'input'>, 'name' | 'value' | 'defaultChecked'> {
  readonly label: string;
}

export function CheckField({ label, ...rest }: CheckFieldProps) {
  return (
    <label className="check-field">
      <input type="checkbox" {...rest} />
      {label}
    </label>
  );
}

export interface Choice {
  readonly value: string;
  readonly text: string;
}

type SelectFieldProps = FieldParts & {
  readonly choices: readonly Choice[];
} & Omit<ComponentProps<'select'>, 'className' | 'id' | 'children'>;

export function SelectField({ label, hint, choices, ...rest }: SelectFieldProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select
        {...rest}
        id={id}
        className="input"
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
      >
        <Options choices={choices} />
      </select>
      <Hint id={id} text={hint} />
    </div>
  );
}

type CompactSelectProps = {
  readonly label: string;
  readonly choices: readonly Choice[];
} & Omit<ComponentProps<'select'>, 'className' | 'children'>;

/** In toolbars and tables, where the place says what it is for. */
export function CompactSelect({ label, choices, ...rest }: CompactSelectProps) {
  return (
    <select {...rest} className="input input-compact" aria-label={label}>
      <Options choices={choices} />
    </select>
  );
}

function Options({ choices }: { readonly choices: readonly Choice[] }) {
  return choices.map(({ value, text }) => (
    <option key={value} value={value}>
      {text}
    </option>
  ));
}

function Hint({ id, text }: { readonly id: string; readonly text: string | undefined }) {
  if (text === undefined) return null;
  return (
    <span id={`${id}-hint`} className="field-hint">
      {text}
    </span>
  );
}
