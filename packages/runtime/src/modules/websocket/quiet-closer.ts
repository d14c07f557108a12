import { WebSocket } from 'ws';

/** Answers the server's close frame as Go does: with its code alone. */
export class QuietCloser extends WebSocket {
  /** Also called by the base class to answer. */
  override close(code?: number): void {
    super.close(code);
  }

  closeWith(code: number, reason: string): void {
    super.close(code, reason);
  }
}
