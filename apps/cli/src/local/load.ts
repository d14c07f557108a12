import { type LoadedTest, loadTest } from '@squall/engine';
import { defaultModulesFolder } from '../config.ts';
import type { TestRequest } from '../engine-calls.ts';
import { hideSecrets } from '../secrets/hide-secrets.ts';
import { readSecretSources } from '../secrets/secret-sources.ts';
import type { LocalDeps } from './local-deps.ts';
import { readStdin } from './stdin.ts';

/** Reads the script of a command and runs its init code once, in a worker thread. */
export async function load(
  request: TestRequest,
  { threads }: Pick<LocalDeps, 'threads'>,
): Promise<LoadedTest> {
  const { runtime, workingDirectory, script, scriptEnv, processEnv } = request;
  return loadTest(
    {
      script: {
        kind: 'argument',
        argument: script,
        stdin: script === '-' ? await readStdin() : undefined,
        type: runtime.testType,
      },
      environment: scriptEnv,
      freezeEnvironment: request.features.includes('freeze-env'),
      workingDirectory,
      extendedGlobals: runtime.compatibilityMode === 'extended',
      proxyEnvironment: proxyVariables(processEnv),
      keptModulesFolder: defaultModulesFolder(processEnv),
      forbidHttp2: forbidsHttp2(processEnv),
      sslKeyLogFile: processEnv.SSLKEYLOGFILE || undefined,
      caFile: processEnv.SSL_CERT_FILE || undefined,
      secretSources: readSecretSources(request.global.secretSources, processEnv),
    },
    { threads, log: request.log, onSecretRead: hideSecrets(request.log) },
  );
}

/** Go's switch, which k6 users know. */
export function forbidsHttp2(env: TestRequest['processEnv']): boolean {
  return /(^|,)http2client=0(,|$)/.test(env.GODEBUG ?? '');
}

const PROXY_NAMES = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'];

/** Those of the variables that say how to reach the network. */
export function proxyVariables(env: TestRequest['processEnv']): Readonly<Record<string, string>> {
  const entries = PROXY_NAMES.flatMap((name) => {
    const value = env[name] || env[name.toLowerCase()];
    return value === undefined || value === '' ? [] : [[name, value] as const];
  });
  return Object.fromEntries(entries);
}
