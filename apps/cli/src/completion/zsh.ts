import type { Flag } from '../argv/flag.ts';
import { type CommandNode, commandSteps, flagWords, valueFlagWords } from './command-nodes.ts';
import { indent, quoted } from './shell-text.ts';

/** What zsh needs to complete the program's commands and flags, with what they are for. */
export function zshCompletion(program: string, nodes: readonly CommandNode[]): string {
  const valueFlags = valueFlagWords(nodes).join('|');
  return [
    `#compdef ${program}`,
    `# zsh completion for ${program}: source <(${program} completion zsh), or a file _${program} in $fpath`,
    '',
    `_${program}() {`,
    '  local command= i',
    '  local -a commands flags',
    '  for ((i = 2; i < CURRENT; i++)); do',
    '    case "$command/$words[i]" in',
    ...indent(
      commandSteps(nodes).map(
        ({ from, word, to }) => `${quoted(`${from}/${word}`)}) command=${quoted(to)} ;;`,
      ),
      6,
    ),
    `      */(${valueFlags})) ((i++)) ;;`,
    '    esac',
    '  done',
    '  case $words[CURRENT-1] in',
    `    ${valueFlags}) _files; return ;;`,
    '  esac',
    '  case $command in',
    ...indent(nodes.flatMap(caseOf), 4),
    '  esac',
    '  if [[ $words[CURRENT] == -* ]]; then',
    "    _describe -o 'flag' flags",
    '  elif (( $#commands )); then',
    "    _describe 'command' commands",
    '  else',
    '    _files',
    '  fi',
    '}',
    '',
    `if [[ $funcstack[1] == _${program} ]]; then _${program} "$@"; else compdef _${program} ${program}; fi`,
    '',
  ].join('\n');
}

function caseOf({ path, commands, flags }: CommandNode): string[] {
  return [
    `${quoted(path)})`,
    '  commands=(',
    ...commands.map(({ name, summary }) => `    ${described(name, summary)}`),
    '  )',
    '  flags=(',
    ...flags.flatMap(flagLines),
    '  )',
    '  ;;',
  ];
}

function flagLines(flag: Flag): string[] {
  return flagWords(flag).map((word) => `    ${described(word, flag.help)}`);
}

const described = (word: string, text: string): string => quoted(`${word}:${text}`);
