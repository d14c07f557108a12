import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query';

export interface Change<Input, Output> {
  readonly isPending: boolean;
  readonly error: Error | null;
  readonly result: Output | undefined;
  run(input: Input, onDone?: () => void): void;
  reset(): void;
}

interface ChangeOptions<Input, Output> {
  perform(input: Input): Promise<Output>;
  /** What the pages know and is no longer true afterwards. */
  readonly outdates?: readonly QueryKey[];
  onDone?(output: Output): void;
}

/** Something that changes what the controller keeps. */
export function useChange<Input = void, Output = unknown>({
  perform,
  outdates = [],
  onDone,
}: ChangeOptions<Input, Output>): Change<Input, Output> {
  const client = useQueryClient();
  const { mutate, isPending, error, data, reset } = useMutation({
    mutationFn: perform,
    onSuccess: async (output) => {
      onDone?.(output);
      await Promise.all(outdates.map((queryKey) => client.invalidateQueries({ queryKey })));
    },
  });
  const run = (input: Input, onDone?: () => void) =>
    mutate(input, onDone === undefined ? {} : { onSuccess: onDone });
  return { isPending, error, result: data, reset, run };
}
