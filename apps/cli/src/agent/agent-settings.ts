import { join } from 'node:path';
import type { AgentSettings } from '@squall/agent';
import { version } from '../../package.json';
import type { AgentRequest } from '../engine-calls.ts';
import { forbidsHttp2, proxyVariables } from '../local/load.ts';
import type { LocalDeps } from '../local/local-deps.ts';

const MAX_ARCHIVE_BYTES = 1024 ** 3;

/** What the agent needs to know of the command line, the machine and the built program. */
export function settingsOf(
  request: AgentRequest,
  fileDescriptors: number | undefined,
  { programFolder, threads }: Pick<LocalDeps, 'programFolder' | 'threads'>,
): AgentSettings {
  const { processEnv, maxVUs, workers, allowBrowser, log: _log, ...settings } = request;
  return {
    ...settings,
    capacity: { maxVUs, fileDescriptors, maxArchiveBytes: MAX_ARCHIVE_BYTES },
    squallVersion: version,
    runner: {
      entry: join(programFolder, 'runner.js'),
      threadEntry: join(programFolder, 'thread.js'),
      maxHeapMb: threads.settings.maxHeapMb,
      workers,
      environment: processEnv,
      proxyEnvironment: proxyVariables(processEnv),
      scriptCaFile: processEnv.SSL_CERT_FILE || undefined,
      forbidHttp2: forbidsHttp2(processEnv),
      allowBrowser,
    },
  };
}
