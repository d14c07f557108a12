import type { Flag } from '../argv/flag.ts';
import type { Shell } from '../completion/shells.ts';
import { AGENT_FLAGS } from '../flags/agent-flags.ts';
import { CLUSTER_FLAGS } from '../flags/cluster-flags.ts';
import { CONTROLLER_FLAGS } from '../flags/controller-flags.ts';
import { GLOBAL_FLAGS } from '../flags/global-flags.ts';
import { CHOICE_FLAGS, CONFIG_FLAGS, OPTION_FLAGS, RUNTIME_FLAGS } from '../flags/option-flags.ts';
import { agent } from './agent.ts';
import { archive } from './archive.ts';
import { atMostOne, exactlyOne, none, oneScript } from './argument-count.ts';
import { cloudCommand, LOGIN_COMMAND } from './cloud-tree.ts';
import { COUNT_FLAGS, runClustered } from './cluster.ts';
import type { Command } from './command.ts';
import { completion } from './completion.ts';
import { controller } from './controller.ts';
import { deps } from './deps.ts';
import { features } from './features.ts';
import { inspect } from './inspect.ts';
import { createScript } from './new.ts';
import { pause } from './pause.ts';
import { resume } from './resume.ts';
import { run } from './run.ts';
import { SCALE_FLAGS, scale } from './scale.ts';
import { stats } from './stats.ts';
import { status } from './status.ts';
import { version } from './version.ts';

const JSON_FLAG: Flag = { name: 'json', kind: 'bool', help: 'print JSON' };

const RUN_FLAGS: readonly Flag[] = [
  ...OPTION_FLAGS,
  ...CHOICE_FLAGS,
  ...RUNTIME_FLAGS,
  ...CONFIG_FLAGS,
  { name: 'workers', kind: 'int', help: 'number of worker threads' },
];

const clusterFlags = (countFlag: string): readonly Flag[] => [
  { name: countFlag, kind: 'int', help: 'how many agents take part; the run waits for them' },
  ...CLUSTER_FLAGS,
  ...RUN_FLAGS,
];

const completionFor = (shell: Shell): Command => ({
  name: shell,
  summary: `Print the completions for ${shell}`,
  argumentsText: '[flags]',
  flags: [],
  refuseArgs: none,
  run: completion(shell),
});

const COMMANDS: readonly Command[] = [
  {
    name: 'run',
    summary: 'Run a test',
    argumentsText: '[flags] <file | ->',
    flags: RUN_FLAGS,
    refuseArgs: oneScript,
    run,
  },
  {
    name: 'cluster',
    summary: 'Run a test over several machines',
    argumentsText: '<command>',
    flags: [],
    commands: [
      {
        name: 'run',
        summary: 'Run a test on agents as if it were on one machine',
        argumentsText: '[flags] <file | ->',
        flags: clusterFlags(COUNT_FLAGS.cluster),
        refuseArgs: oneScript,
        run: runClustered(COUNT_FLAGS.cluster),
      },
    ],
  },
  {
    name: 'agent',
    summary: 'Lend this machine to a coordinator or a controller',
    argumentsText: '[flags] [host:port]',
    flags: AGENT_FLAGS,
    refuseArgs: atMostOne,
    run: agent,
  },
  cloudCommand(RUN_FLAGS),
  LOGIN_COMMAND,
  {
    name: 'controller',
    summary: 'Serve tests and runs to a team: the cloud on your own machines',
    argumentsText: '[flags]',
    flags: CONTROLLER_FLAGS,
    refuseArgs: none,
    run: controller,
  },
  {
    name: 'coordinator',
    summary: 'Same as cluster run, with the flags proposed for k6',
    argumentsText: '[flags] <file | ->',
    flags: clusterFlags(COUNT_FLAGS.coordinator),
    refuseArgs: oneScript,
    run: runClustered(COUNT_FLAGS.coordinator),
  },
  {
    name: 'archive',
    summary: 'Pack a script and everything it needs into one file',
    argumentsText: '[flags] <file>',
    flags: [
      ...OPTION_FLAGS,
      ...CHOICE_FLAGS,
      ...RUNTIME_FLAGS,
      {
        name: 'archive-out',
        short: 'O',
        kind: 'string',
        valueName: 'file',
        help: 'where to write it; - for stdout',
      },
      { name: 'exclude-env-vars', kind: 'bool', help: 'keep environment variables out of the archive' },
    ],
    refuseArgs: exactlyOne,
    run: archive,
  },
  {
    name: 'inspect',
    summary: 'Print the options of a script or archive',
    argumentsText: '[flags] <file>',
    flags: [
      ...RUNTIME_FLAGS,
      {
        name: 'execution-requirements',
        kind: 'bool',
        help: 'add how long the test may take and how many VUs it needs',
      },
    ],
    refuseArgs: exactlyOne,
    run: inspect,
  },
  {
    name: 'deps',
    summary: 'List what a script imports',
    argumentsText: '[flags] <file>',
    flags: [...RUNTIME_FLAGS, JSON_FLAG],
    refuseArgs: oneScript,
    run: deps,
  },
  {
    name: 'new',
    summary: 'Create a script to start from',
    argumentsText: '[flags] [file]',
    flags: [
      { name: 'force', short: 'f', kind: 'bool', help: 'overwrite the file if it exists' },
      { name: 'template', kind: 'string', help: 'minimal, protocol, browser or the path of a template' },
      { name: 'project-id', kind: 'string', help: 'cloud project the script belongs to' },
    ],
    refuseArgs: atMostOne,
    run: createScript,
  },
  {
    name: 'status',
    summary: 'Show how a run is doing, through its REST API',
    argumentsText: '[flags]',
    flags: [],
    refuseArgs: none,
    run: status,
  },
  {
    name: 'stats',
    summary: 'Show the metrics of a run, through its REST API',
    argumentsText: '[flags]',
    flags: [],
    refuseArgs: none,
    run: stats,
  },
  {
    name: 'pause',
    summary: 'Pause a run, through its REST API',
    argumentsText: '[flags]',
    flags: [],
    refuseArgs: none,
    run: pause,
  },
  {
    name: 'resume',
    summary: 'Start a run that is paused, or let it go on',
    argumentsText: '[flags]',
    flags: [],
    refuseArgs: none,
    run: resume,
  },
  {
    name: 'scale',
    summary: 'Change the VUs of a scenario that is controlled from outside',
    argumentsText: '[flags]',
    flags: SCALE_FLAGS,
    refuseArgs: none,
    run: scale,
  },
  {
    name: 'features',
    summary: 'List features that can be switched on',
    argumentsText: '[flags]',
    flags: [JSON_FLAG],
    refuseArgs: none,
    run: features,
  },
  {
    name: 'completion',
    summary: 'Let a shell complete commands and flags',
    argumentsText: '<shell>',
    flags: [],
    commands: [
      completionFor('bash'),
      completionFor('zsh'),
      completionFor('fish'),
      completionFor('powershell'),
    ],
  },
  {
    name: 'version',
    summary: 'Print the version',
    argumentsText: '[flags]',
    flags: [JSON_FLAG],
    run: version,
  },
  {
    name: 'help',
    summary: 'Explain a command',
    argumentsText: '[command]',
    flags: [],
  },
];

/** The program: all commands, and the flags they share. */
export const PROGRAM: Program = {
  name: 'squall',
  flags: [...GLOBAL_FLAGS, { name: 'version', kind: 'bool', help: 'print the version' }],
  commands: COMMANDS,
};

export interface Program {
  readonly name: string;
  readonly flags: readonly Flag[];
  readonly commands: readonly Command[];
}
