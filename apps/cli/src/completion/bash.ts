import { type CommandNode, commandSteps, flagWords, valueFlagWords } from './command-nodes.ts';
import { indent, quoted } from './shell-text.ts';

/** What bash needs to complete the program's commands and flags. */
export function bashCompletion(program: string, nodes: readonly CommandNode[]): string {
  const valueFlags = valueFlagWords(nodes).join('|');
  return [
    `# bash completion for ${program}: source <(${program} completion bash)`,
    '',
    `_${program}() {`,
    '  local word=$2 previous=$3 command= commands= flags= i',
    '  for ((i = 1; i < COMP_CWORD; i++)); do',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: that is how bash reads an array
    '    case "$command/${COMP_WORDS[i]}" in',
    ...indent(
      commandSteps(nodes).map(
        ({ from, word, to }) => `${quoted(`${from}/${word}`)}) command=${quoted(to)} ;;`,
      ),
      6,
    ),
    `      ${anyValueFlag(valueFlags)}) ((i++)) ;;`,
    '    esac',
    '  done',
    '  COMPREPLY=()',
    '  # What a flag has as its value, or a script, is the name of a file at best: left to bash.',
    '  case $previous in',
    `    ${valueFlags}) return ;;`,
    '  esac',
    '  case $command in',
    ...indent(nodes.flatMap(caseOf), 4),
    '  esac',
    '  if [[ $word == -* ]]; then',
    '    COMPREPLY=($(compgen -W "$flags" -- "$word"))',
    '  elif [[ -n $commands ]]; then',
    '    COMPREPLY=($(compgen -W "$commands" -- "$word"))',
    '  fi',
    '}',
    '',
    `complete -o bashdefault -o default -F _${program} ${program}`,
    '',
  ].join('\n');
}

const anyValueFlag = (valueFlags: string): string =>
  valueFlags
    .split('|')
    .map((flag) => `*/${flag}`)
    .join('|');

function caseOf({ path, commands, flags }: CommandNode): string[] {
  return [
    `${quoted(path)})`,
    `  commands=${quoted(commands.map(({ name }) => name).join(' '))}`,
    `  flags=${quoted(flags.flatMap(flagWords).join(' '))}`,
    '  ;;',
  ];
}
