import './code-view.css';
import { useEffect, useState } from 'react';
import type { Token } from '../script/highlight-script.ts';

interface CodeViewProps {
  readonly label: string;
  readonly text: string;
  /** Whether the text is JavaScript or JSON, to be shown in colours. */
  readonly isScript?: boolean;
}

/** Text to be read with its line numbers. */
export function CodeView({ label, text, isScript = false }: CodeViewProps) {
  const tokens = useTokens(text, isScript);
  const count = text.split('\n').length;
  const numbers = Array.from({ length: count }, (_, index) => index + 1).join('\n');
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard
    <section className="code-view" aria-label={label} tabIndex={0}>
      <pre className="code-view-lines" aria-hidden="true">
        {numbers}
      </pre>
      <pre>
        {tokens === undefined
          ? text
          : tokens.map(({ text: piece, kind }, index) =>
              kind === '' ? (
                piece
              ) : (
                <span key={index} className={`code-${kind}`}>
                  {piece}
                </span>
              ),
            )}
      </pre>
    </section>
  );
}

/** Knowing the language comes as a file of its own; until it is there, the text has one colour. */
function useTokens(text: string, isScript: boolean): readonly Token[] | undefined {
  const [colored, setColored] = useState<{ readonly text: string; readonly tokens: readonly Token[] }>();
  useEffect(() => {
    if (!isScript) return;
    let isWanted = true;
    import('../script/highlight-script.ts').then(({ highlightScript }) => {
      if (isWanted) setColored({ text, tokens: highlightScript(text) });
    });
    return () => {
      isWanted = false;
    };
  }, [text, isScript]);
  return isScript && colored?.text === text ? colored.tokens : undefined;
}
