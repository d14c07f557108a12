interface FilterFieldProps {
  readonly label: string;
  readonly value: string;
  onChange(value: string): void;
}

/** Narrows a list while one types. */
export function FilterField({ label, value, onChange }: FilterFieldProps) {
  return (
    <input
      type="search"
      className="input input-compact"
      aria-label={label}
      placeholder={label}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
