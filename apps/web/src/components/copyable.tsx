import './copyable.css';
import { useRef, useState } from 'react';
import { IconButton } from './button.tsx';

/** A text to be taken elsewhere: a command, or a secret that is shown once. */
export function Copyable({ text, label }: { readonly text: string; readonly label: string }) {
  const [isCopied, setCopied] = useState(false);
  const shown = useRef<HTMLElement>(null);
  const copy = async () => {
    if (shown.current !== null) getSelection()?.selectAllChildren(shown.current);
    // Without HTTPS browsers hide the clipboard; then the selection is one key away from it.
    if (!isSecureContext) return;
    await navigator.clipboard.writeText(text);
    setCopied(true);
  };
  return (
    <div className="copyable">
      <code ref={shown}>{text}</code>
      <IconButton
        look="plain"
        icon={isCopied ? 'check' : 'copy'}
        label={isCopied ? 'Copied' : `Copy ${label}`}
        onClick={copy}
      />
    </div>
  );
}
