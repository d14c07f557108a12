import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { systemErrorText, UserError } from '@squall/core';
import { BROWSER_TEMPLATE, MINIMAL_TEMPLATE, PROTOCOL_TEMPLATE } from './script-templates.ts';

const TEMPLATES: Readonly<Record<string, string>> = {
  minimal: MINIMAL_TEMPLATE,
  protocol: PROTOCOL_TEMPLATE,
  browser: BROWSER_TEMPLATE,
};

/** What a template can show. */
export interface TemplateData {
  readonly ScriptName: string;
  readonly ProjectID: string;
}

/** The text of a built-in template, or of a file if the name looks like a path. */
export function readTemplate(name: string, workingDirectory: string): string {
  if (/[\\/]/.test(name)) return readTemplateFile(name, workingDirectory);
  const template = Object.hasOwn(TEMPLATES, name) ? TEMPLATES[name] : undefined;
  if (template !== undefined) return template;
  const suggestion = existsSync(resolve(workingDirectory, name)) ? `, did you mean ./${name}?` : '';
  throw new UserError('USAGE', `error retrieving template: invalid template type "${name}"${suggestion}`);
}

function readTemplateFile(path: string, workingDirectory: string): string {
  const absolute = resolve(workingDirectory, path);
  try {
    return readFileSync(absolute, 'utf8');
  } catch (cause) {
    const reason = `open ${absolute}: ${systemErrorText(cause as NodeJS.ErrnoException)}`;
    throw new UserError(
      'USAGE',
      `error retrieving template: failed to read template file ${path}: ${reason}`,
      { cause },
    );
  }
}

const ACTION = /\{\{(-?)\s*(.*?)\s*(-?)\}\}/g;
const CONDITION = /\{\{-?\s*if\s+\.(\w+)\s*-?\}\}([\s\S]*?)\{\{-?\s*end\s*-?\}\}/g;

/** Fills in a template: `{{ .ScriptName }}`, `{{ .ProjectID }}` and `{{ if .ProjectID }}…{{ end }}`. */
export function fillTemplate(template: string, data: TemplateData): string {
  const chosen = template.replace(CONDITION, (_, field: string, body: string) =>
    fieldOf(data, field) === '' ? '' : body,
  );
  return chosen.replace(ACTION, (_, __, action: string) => {
    const field = /^\.(\w+)$/.exec(action)?.[1];
    if (field === undefined)
      throw new UserError('USAGE', `unsupported action in the template: {{ ${action} }}`);
    return fieldOf(data, field);
  });
}

function fieldOf(data: TemplateData, field: string): string {
  if (field === 'ScriptName' || field === 'ProjectID') return data[field];
  throw new UserError('USAGE', `the template uses an unknown field: .${field}`);
}
