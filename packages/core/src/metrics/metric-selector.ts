/** `name` or `name{tag:value,…}`, as threshold keys and sub-metrics are written. */
export interface MetricSelector {
  readonly metricName: string;
  /** The text between the braces without surrounding spaces; undefined when there are none. */
  readonly selector: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

/** @throws Error with k6's text when braces or tags are malformed. */
export function parseMetricSelector(text: string): MetricSelector {
  const open = text.indexOf('{');
  const close = text.lastIndexOf('}');
  if (open === -1 && close === -1) return { metricName: text, selector: undefined, tags: {} };
  refuseBadBraces(text, open, close);
  const inside = text.slice(open + 1, -1);
  for (const part of inside.split(',')) {
    const colon = part.indexOf(':');
    if (colon === -1 || colon === part.length - 1) {
      throw new Error(`metric "${part}" tag expression is malformed`);
    }
  }
  return { metricName: text.slice(0, open), selector: inside.trim(), tags: parseSelectorTags(inside) };
}

/** The full name of a sub-metric: its text as written, without spaces just inside the braces. */
export function submetricName(metricName: string, selector: string): string {
  return `${metricName}{${selector}}`;
}

function refuseBadBraces(text: string, open: number, close: number): void {
  if (open === -1 || close === -1)
    throw new Error(`metric "${text}" has unmatched opening/close curly brace`);
  if (close < open) throw new Error(`metric "${text}" closing curly brace appears before opening one`);
  if (close !== text.length - 1) {
    throw new Error(`metric "${text}" lacks a closing curly brace in its last position`);
  }
}

function parseSelectorTags(selector: string): Record<string, string> {
  const tags: Record<string, string> = {};
  for (const part of selector.split(',')) {
    const colon = part.indexOf(':');
    tags[unquote(part.slice(0, colon))] = unquote(part.slice(colon + 1));
  }
  return tags;
}

function unquote(text: string): string {
  return text.trim().replace(/^["']+|["']+$/g, '');
}
