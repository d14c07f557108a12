/** What was typed, by name of the field. */
export interface FormValues {
  text(name: string): string;
  /** With every blank: passwords may begin with one. */
  exact(name: string): string;
  /** Of all boxes of a name that are checked. */
  checked(name: string): readonly string[];
  /** What stands on each line, without empty ones. */
  lines(name: string): readonly string[];
  /** null when the field is empty. */
  number(name: string): number | null;
}

export function readForm(form: HTMLFormElement): FormValues {
  const data = new FormData(form);
  const exact = (name: string) => String(data.get(name) ?? '');
  const text = (name: string) => exact(name).trim();
  const checked = (name: string) => data.getAll(name).map(String);
  const lines = (name: string) =>
    exact(name)
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');
  return { text, exact, checked, lines, number: (name) => (text(name) === '' ? null : Number(text(name))) };
}
