import type { Flag } from '../argv/flag.ts';
import { CLOUD_RUN_FLAGS, LOGIN_FLAGS, UPLOAD_ONLY_FLAG } from '../flags/cloud-flags.ts';
import { exactlyOne, none, oneScript } from './argument-count.ts';
import {
  listCloudLoadZones,
  listCloudProjects,
  listCloudTests,
  loginCloud,
  runCloud,
  statusCloud,
  stopCloud,
  uploadCloud,
} from './cloud.ts';
import type { Command, RunCommand } from './command.ts';

const JSON_FLAG: Flag = { name: 'json', kind: 'bool', help: 'print JSON' };
const PROJECT_FLAG: Flag = {
  name: 'project-id',
  kind: 'int',
  help: 'list another project than your default one',
};

interface ListParts {
  readonly name: string;
  readonly summary: string;
  readonly flags: readonly Flag[];
  readonly run: RunCommand;
}

const list = ({ name, summary, flags, run }: ListParts): Command => ({
  name,
  summary,
  argumentsText: '[flags]',
  flags,
  refuseArgs: none,
  run,
});

/** In two forms: `cloud tests`, and k6's `cloud test list`. */
function lists(parts: ListParts & { readonly singular: string }): readonly Command[] {
  const { singular, ...own } = parts;
  const nested: Command = {
    name: singular,
    summary: parts.summary,
    argumentsText: '<command>',
    flags: [],
    isHidden: true,
    commands: [list({ ...own, name: 'list' })],
  };
  return [list(own), nested];
}

const login = (name: string): Command => ({
  name,
  summary: 'Log in to a controller',
  argumentsText: '[flags]',
  flags: LOGIN_FLAGS,
  refuseArgs: none,
  run: loginCloud,
});

/** `squall cloud` and what is below it. `runFlags`: those of a run on this machine. */
export const cloudCommand = (runFlags: readonly Flag[]): Command => ({
  name: 'cloud',
  summary: 'Run a test on the agents of a controller',
  argumentsText: '[flags] <file | -> | <command>',
  flags: [...CLOUD_RUN_FLAGS, UPLOAD_ONLY_FLAG, ...runFlags],
  refuseArgs: oneScript,
  run: runCloud,
  commands: [
    login('login'),
    {
      name: 'run',
      summary: 'Upload a test, run it and tell how it ends',
      argumentsText: '[flags] <file | ->',
      flags: [...CLOUD_RUN_FLAGS, ...runFlags],
      refuseArgs: oneScript,
      run: runCloud,
    },
    {
      name: 'upload',
      summary: 'Upload a test without running it',
      argumentsText: '[flags] <file | ->',
      flags: runFlags,
      refuseArgs: oneScript,
      run: uploadCloud,
    },
    {
      name: 'status',
      summary: 'Show how a run is doing or how it ended',
      argumentsText: '[flags] <run>',
      flags: [JSON_FLAG],
      refuseArgs: exactlyOne,
      run: statusCloud,
    },
    {
      name: 'stop',
      summary: 'Ask a run to stop',
      argumentsText: '[flags] <run>',
      flags: [],
      refuseArgs: exactlyOne,
      run: stopCloud,
    },
    ...lists({
      name: 'tests',
      singular: 'test',
      summary: 'List the tests of a project',
      flags: [JSON_FLAG, PROJECT_FLAG],
      run: listCloudTests,
    }),
    ...lists({
      name: 'projects',
      singular: 'project',
      summary: 'List the projects you can see',
      flags: [JSON_FLAG],
      run: listCloudProjects,
    }),
    ...lists({
      name: 'load-zones',
      singular: 'load-zone',
      summary: 'List the load zones, and which of them have agents',
      flags: [JSON_FLAG],
      run: listCloudLoadZones,
    }),
  ],
});

/** `squall login cloud`, as k6 called it first. */
export const LOGIN_COMMAND: Command = {
  name: 'login',
  summary: 'Log in to a controller',
  argumentsText: 'cloud [flags]',
  flags: [],
  commands: [login('cloud')],
};
