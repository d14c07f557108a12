import './facts.css';

export interface Fact {
  readonly name: string;
  readonly value: React.ReactNode;
}

/** Names and values side by side. */
export function Facts({
  facts,
  isLarge = false,
}: {
  readonly facts: readonly Fact[];
  readonly isLarge?: boolean;
}) {
  return (
    <dl className={isLarge ? 'facts facts-large' : 'facts'}>
      {facts.map(({ name, value }) => (
        <div key={name} className="fact">
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
