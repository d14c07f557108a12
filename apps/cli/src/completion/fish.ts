import type { Flag } from '../argv/flag.ts';
import { type CommandNode, commandSteps, takesValue, valueFlagWords } from './command-nodes.ts';
import { indent } from './shell-text.ts';

/** What fish needs to complete the program's commands and flags, with what they are for. */
export function fishCompletion(program: string, nodes: readonly CommandNode[]): string {
  const at = `__${program}_at`;
  return [
    `# fish completion for ${program}: ${program} completion fish | source`,
    '',
    '# Whether the words typed so far lead to that command.',
    `function ${at}`,
    "    set -l command ''",
    '    set -l isValue no',
    '    for word in (commandline -opc)[2..]',
    '        if test $isValue = yes',
    '            set isValue no',
    '            continue',
    '        end',
    '        switch "$command/$word"',
    ...indent(
      commandSteps(nodes).flatMap(({ from, word, to }) => [
        `case ${fishQuoted(`${from}/${word}`)}`,
        `    set command ${fishQuoted(to)}`,
      ]),
      12,
    ),
    `            case ${valueFlagWords(nodes)
      .map((word) => fishQuoted(`*/${word}`))
      .join(' ')}`,
    '                set isValue yes',
    '        end',
    '    end',
    '    test "$command" = "$argv[1]"',
    'end',
    '',
    `complete -c ${program} -e`,
    ...nodes.flatMap((node) =>
      nodeLines(node, `complete -c ${program} -n ${fishQuoted(`${at} ${fishQuoted(node.path)}`)}`),
    ),
    '',
  ].join('\n');
}

function nodeLines({ commands, flags }: CommandNode, complete: string): string[] {
  return [
    ...commands.map(({ name, summary }) => `${complete} -f -a ${name} -d ${fishQuoted(summary)}`),
    ...flags.map((flag) => `${complete} ${flagOptions(flag)}`),
  ];
}

function flagOptions(flag: Flag): string {
  const short = flag.short === undefined ? '' : ` -s ${flag.short}`;
  return `-l ${flag.name}${short}${takesValue(flag) ? ' -r' : ''} -d ${fishQuoted(flag.help)}`;
}

/** In single quotes only these two have a meaning. */
function fishQuoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
