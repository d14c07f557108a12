import { UserError } from '@squall/core';

/** k6's wording for a local file that is not there, by the name the user wrote. */
export function missingFileText(specifier: string): string {
  return `The moduleSpecifier "${specifier}" couldn't be found on local disk. Make sure that you've specified the right path to the file. If you're running k6 using the Docker image make sure you have mounted the local directory (-v /local/path/:/inside/docker/path) containing your script and modules so that they're accessible by k6 from inside of the container, see https://grafana.com/docs/k6/latest/using-k6/modules/#use-modules-with-docker.`;
}

/** k6's wording for a remote module that could not be fetched. */
export function fetchFailureText(specifier: string, url: string, cause: unknown): string {
  const reason = (cause as Error).message;
  return `The moduleSpecifier "${specifier}" couldn't be retrieved from the resolved url "${url}". Error : "${reason}"`;
}

export function moduleMissing(specifier: string): UserError {
  return new UserError('MODULE_NOT_FOUND', missingFileText(specifier));
}

export function notResolvedBefore(specifier: string): UserError {
  return new UserError(
    'MODULE_NOT_FOUND',
    `the module "${specifier}" was not previously resolved during initialization (__VU==0)`,
  );
}

export function notOpenedBefore(absolutePath: string): UserError {
  return new UserError(
    'FILE_NOT_FOUND',
    `open() can't be used with files that weren't previously opened during initialization (__VU==0), path: "${absolutePath}"`,
  );
}
