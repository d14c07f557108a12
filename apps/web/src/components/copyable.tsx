import './copyable.css';
import { useState } from 'react';
import { IconButton } from './button.tsx';

/** A text to be taken elsewhere: a command, or a secret that is shown once. */
export function Copyable({ text, label }: { readonly text: string; readonly label: string }) {
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
  };
  return (
    <div className="copyable">
      <code>{text}</code>
      <IconButton
        look="plain"
        icon={isCopied ? 'check' : 'copy'}
        label={isCopied ? 'Copied' : `Copy ${label}`}
        onClick={copy}
      />
    </div>
  );
}
