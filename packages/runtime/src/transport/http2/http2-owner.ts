import type { PendingRequest } from '../pending-request.ts';
import type { Http2Session } from './http2-session.ts';

/** The pool a session belongs to. */
export interface Http2Owner {
  /** No new requests may be sent on it. */
  onSessionOver(session: Http2Session): void;
  onSessionClosed(session: Http2Session): void;
  onRetry(request: PendingRequest): void;
}
