type ArgumentRule = (args: readonly string[], name: string) => string | undefined;

export const exactlyOne: ArgumentRule = (args) =>
  args.length === 1 ? undefined : `accepts 1 arg(s), received ${args.length}`;

export const oneScript: ArgumentRule = (args, name) => {
  const problem = exactlyOne(args, name);
  return problem === undefined
    ? undefined
    : `${problem}: arg should either be "-", if reading script from stdin, or a path to a script file`;
};

export const atMostOne: ArgumentRule = (args) =>
  args.length <= 1 ? undefined : `accepts at most 1 arg(s), received ${args.length}`;

export const none: ArgumentRule = (args, name) =>
  args.length === 0 ? undefined : `unknown command "${args[0]}" for "${name}"`;
