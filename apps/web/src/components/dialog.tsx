import './dialog.css';
import { useEffect, useId, useRef, useState } from 'react';
import { Button, IconButton } from './button.tsx';
import { ErrorNotice } from './feedback.tsx';
import type { IconName } from './icon.tsx';

interface DialogProps {
  readonly title: string;
  onClose(): void;
  readonly children: React.ReactNode;
}

/** A modal dialog: the browser keeps the focus inside and closes it on Escape. */
export function Dialog({ title, onClose, children }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = ref.current;
    if (dialog?.open === false) dialog.showModal();
    // Closing gives the focus back to where it came from.
    return () => dialog?.close();
  }, []);
  return (
    <dialog ref={ref} className="dialog" aria-labelledby={id} onClose={onClose}>
      <header className="dialog-head">
        <h2 id={id}>{title}</h2>
        <IconButton icon="close" label="Close" onClick={onClose} />
      </header>
      <div className="dialog-body">{children}</div>
    </dialog>
  );
}

interface DialogButtonProps {
  readonly label: string;
  readonly title: string;
  readonly icon?: IconName | undefined;
  readonly look?: 'plain' | 'primary' | 'quiet' | 'danger' | undefined;
  onOpen?(): void;
  readonly children: (close: () => void) => React.ReactNode;
}

/** A button that opens a dialog. */
export function DialogButton({ label, title, icon, look, onOpen, children }: DialogButtonProps) {
  const [isOpen, setOpen] = useState(false);
  const close = () => setOpen(false);
  const open = () => {
    onOpen?.();
    setOpen(true);
  };
  return (
    <>
      <Button look={look} icon={icon} onClick={open} aria-haspopup="dialog">
        {label}
      </Button>
      {isOpen && (
        <Dialog title={title} onClose={close}>
          {children(close)}
        </Dialog>
      )}
    </>
  );
}

interface Change {
  readonly isPending: boolean;
  readonly error: Error | null;
  run(): void;
}

interface ConfirmDialogProps {
  readonly label: string;
  readonly title: string;
  readonly change: Change;
  onClose(): void;
  /** What will happen, and what cannot be undone. */
  readonly children: React.ReactNode;
}

/** For what cannot be taken back: asks before it does it. */
export function ConfirmDialog({ label, title, change, onClose, children }: ConfirmDialogProps) {
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{children}</p>
      <ErrorNotice error={change.error} />
      <div className="dialog-actions">
        <Button onClick={onClose}>Cancel</Button>
        <Button look="danger" disabled={change.isPending} onClick={() => change.run()}>
          {label}
        </Button>
      </div>
    </Dialog>
  );
}

interface ConfirmButtonProps extends Omit<ConfirmDialogProps, 'onClose'> {
  readonly icon?: IconName;
  readonly look?: 'quiet' | 'danger';
}

export function ConfirmButton({ icon, look = 'quiet', ...dialog }: ConfirmButtonProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button look={look} icon={icon} onClick={() => setOpen(true)} aria-haspopup="dialog">
        {dialog.label}
      </Button>
      {isOpen && <ConfirmDialog {...dialog} onClose={() => setOpen(false)} />}
    </>
  );
}
