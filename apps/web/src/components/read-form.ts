/** What was typed, by name of the field. */
export interface FormValues {
  text(name: string): string;
  /** With every blank: passwords may begin with one. */
  exact(name: string): string;
  /** null when the field is empty. */
  number(name: string): number | null;
}

export function readForm(form: HTMLFormElement): FormValues {
  const data = new FormData(form);
  const exact = (name: string) => String(data.get(name) ?? '');
  const text = (name: string) => exact(name).trim();
  return { text, exact, number: (name) => (text(name) === '' ? null : Number(text(name))) };
}
