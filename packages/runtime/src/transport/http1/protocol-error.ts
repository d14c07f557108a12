/** What a peer sent is not HTTP/1; the message is Go's. */
export class ProtocolError extends Error {}
