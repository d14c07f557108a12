/** What bundlers put in this place for programs that run in production; as long as what it replaces. */
const NODE_ENV = 'process.env.NODE_ENV';
const PRODUCTION = '"production"'.padStart(NODE_ENV.length);

/**
 * The JavaScript of a file in a package: JSON becomes a module, as Node makes it one, and the one thing of Node's that
 * packages for browsers ask for is answered. Positions stay as they are, but for JSON.
 */
export function packageSource(text: string, url: string): string {
  if (url.endsWith('.json')) return `module.exports = ${text}`;
  return text.replaceAll(NODE_ENV, PRODUCTION);
}
