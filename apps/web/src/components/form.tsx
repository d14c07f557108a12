import type { Change } from '../api/use-change.ts';
import { Button } from './button.tsx';
import { ErrorNotice } from './feedback.tsx';
import type { IconName } from './icon.tsx';
import { type FormValues, readForm } from './read-form.ts';

interface FormProps<Input, Output> {
  readonly change: Change<Input, Output>;
  /** What the button says. */
  readonly submit: string;
  readonly icon?: IconName;
  read(values: FormValues): Input;
  /** Called when the controller has accepted it. */
  onDone?: (() => void) | undefined;
  readonly children: React.ReactNode;
}

/** Fields, what was wrong with them, and a button that sends them. */
export function Form<Input, Output>({
  change,
  submit,
  icon,
  read,
  onDone,
  children,
}: FormProps<Input, Output>) {
  return (
    <form
      className="form"
      onSubmit={(event) => {
        event.preventDefault();
        change.run(read(readForm(event.currentTarget)), onDone);
      }}
    >
      {children}
      <ErrorNotice error={change.error} />
      <div className="form-actions">
        <Button type="submit" look="primary" icon={icon} disabled={change.isPending}>
          {submit}
        </Button>
      </div>
    </form>
  );
}
