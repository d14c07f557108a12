import { ApiError } from '../errors/api-error.ts';

/** @throws ApiError invalid-request for what is no address to send to */
export function checkTargetUrl(text: string): void {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw invalid('the address of a notification begins with http:// or https://');
  }
  // They would be shown to everybody who may see the address.
  if (url.username !== '' || url.password !== '') {
    throw invalid('the address of a notification holds no user name or password: its messages are signed');
  }
}

function invalid(message: string): ApiError {
  return new ApiError('invalid-request', message, { target: 'url' });
}
