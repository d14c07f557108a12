// A file of its own, so that only those who read or write archives load this.
export { buffer } from 'node:stream/consumers';
export { extract, type Header, pack } from 'tar-stream';
