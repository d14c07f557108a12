/** Definitions cannot be used; the message is for the script's author. */
export class ProtoError extends Error {}
