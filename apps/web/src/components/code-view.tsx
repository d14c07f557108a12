import './code-view.css';

/** Text to be read with its line numbers. */
export function CodeView({ label, text }: { readonly label: string; readonly text: string }) {
  const count = text.split('\n').length;
  const numbers = Array.from({ length: count }, (_, index) => index + 1).join('\n');
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard
    <section className="code-view" aria-label={label} tabIndex={0}>
      <pre className="code-view-lines" aria-hidden="true">
        {numbers}
      </pre>
      <pre>{text}</pre>
    </section>
  );
}
