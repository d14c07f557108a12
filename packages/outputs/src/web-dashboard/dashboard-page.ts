import { createHash } from 'node:crypto';
import { html, Markup, STYLE } from '@squall/core';

/** Shows what arrives. Nothing tries to connect again once the run is over. */
const SCRIPT = `
const main = document.querySelector('main'), events = new EventSource('events');
const show = ({ data }) => { main.innerHTML = JSON.parse(data); };
events.addEventListener('content', show);
events.addEventListener('stop', (event) => { events.close(); show(event); });
`;

const hash = createHash('sha256').update(SCRIPT).digest('base64');

/** The page of a run that goes on. */
export function livePage(name: string, content: Markup): string {
  const policy = `script-src 'sha256-${hash}'; connect-src 'self'; `;
  return page({ name, content, policy, script: html`<script>${new Markup(SCRIPT)}</script>` });
}

/** The page of a run that is over: one file that works anywhere. */
export function finalPage(name: string, content: Markup): string {
  return page({ name, content, policy: '', script: undefined });
}

interface PageParts {
  readonly name: string;
  readonly content: Markup;
  readonly policy: string;
  readonly script: Markup | undefined;
}

function page({ name, content, policy, script }: PageParts): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; ${new Markup(policy)}img-src data:; style-src 'unsafe-inline'">
<link rel="icon" href="data:,">
<title>${name}</title>
<style>${new Markup(STYLE)}</style>
</head>
<body><main>${content}</main>${script}</body>
</html>
`.text;
}
