import { type CommandNode, commandSteps, flagWords, valueFlagWords } from './command-nodes.ts';
import { indent } from './shell-text.ts';

/** What PowerShell needs to complete the program's commands and flags, with what they are for. */
export function powershellCompletion(program: string, nodes: readonly CommandNode[]): string {
  return [
    `# PowerShell completion for ${program}: ${program} completion powershell | Out-String | Invoke-Expression`,
    '',
    `Register-ArgumentCompleter -Native -CommandName ${psQuoted(program)} -ScriptBlock {`,
    '    param($wordToComplete, $commandAst, $cursorPosition)',
    '    $steps = @{',
    ...indent(
      commandSteps(nodes).map(({ from, word, to }) => `${psQuoted(`${from}/${word}`)} = ${psQuoted(to)}`),
      8,
    ),
    '    }',
    `    $valueFlags = @(${valueFlagWords(nodes).map(psQuoted).join(', ')})`,
    '    $completions = @{',
    ...indent(nodes.flatMap(nodeLines), 8),
    '    }',
    "    $command = ''",
    '    $isValue = $false',
    '    foreach ($element in ($commandAst.CommandElements | Select-Object -Skip 1)) {',
    '        if ($element.Extent.EndOffset -ge $cursorPosition) { break }',
    '        $word = $element.ToString()',
    '        if ($isValue) { $isValue = $false; continue }',
    '        if ($steps.ContainsKey("$command/$word")) { $command = $steps["$command/$word"] }',
    '        elseif ($valueFlags -ccontains $word) { $isValue = $true }',
    '    }',
    '    if ($isValue) { return }',
    '    $completions[$command] | Where-Object { $_[0] -clike "$wordToComplete*" } | ForEach-Object {',
    "        [System.Management.Automation.CompletionResult]::new($_[0], $_[0], 'ParameterValue', $_[1])",
    '    }',
    '}',
    '',
  ].join('\n');
}

function nodeLines({ path, commands, flags }: CommandNode): string[] {
  const entries = [
    ...commands.map(({ name, summary }) => [name, summary] as const),
    ...flags.flatMap((flag) => flagWords(flag).map((word) => [word, flag.help] as const)),
  ];
  return [
    `${psQuoted(path)} = @(`,
    ...indent(
      entries.map(([word, text], i) => {
        const comma = i === entries.length - 1 ? '' : ',';
        return `@(${psQuoted(word)}, ${psQuoted(text)})${comma}`;
      }),
      4,
    ),
    ')',
  ];
}

const psQuoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
