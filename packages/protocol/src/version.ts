/** Coordinator and agents must speak exactly this version; the first message of an agent carries it. */
export const PROTOCOL_VERSION = 1;
