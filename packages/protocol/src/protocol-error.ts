/** A message that is not what the protocol allows. The sender is wrong, or speaks another version. */
export class ProtocolError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'ProtocolError';
  }
}
