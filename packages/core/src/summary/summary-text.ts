import { checkLines, checkTotalLines, mergedByName, totalsOf } from './check-lines.ts';
import { type GroupNode, groupTree } from './group-tree.ts';
import { metricLines } from './metric-lines.ts';
import type {
  GroupDetails,
  SummaryCheck,
  SummaryDetails,
  SummaryInput,
  SummaryMetric,
  SummaryMode,
  SummaryTimeUnit,
} from './summary-input.ts';
import type { Paint } from './text-style.ts';
import { thresholdLines } from './threshold-lines.ts';

export interface TextSettings {
  readonly mode: Exclude<SummaryMode, 'disabled'>;
  /** `summaryTrendStats`. */
  readonly trendStats: readonly string[];
  readonly timeUnit: SummaryTimeUnit;
  readonly paint: Paint;
  /** What the reader must know to trust the numbers, such as a saturated generator; usually empty. */
  readonly notices: readonly string[];
}

const SECTION_INDENT = '    ';
const DEFAULT_SCENARIO = 'default';
// Samples of these functions themselves belong to no section; groups opened inside them do.
const OUTSIDE_SCENARIOS = new Set(['::setup', '::teardown']);

/** The end-of-test summary for people. Standard output gets it between an empty line before and two line ends after. */
export function renderSummaryText(input: SummaryInput, settings: TextSettings): string {
  const lines = [
    ...thresholdSection(input, settings),
    ...sectionTitle('TOTAL RESULTS', settings.paint),
    ...resultLines(input, SECTION_INDENT, { ...settings, runDurationMs: input.runDurationMs }),
    ...(settings.mode === 'full' && input.details !== undefined
      ? detailSections(input.details, { ...settings, runDurationMs: input.runDurationMs })
      : []),
    ...noticeSection(settings),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

interface SectionSettings extends TextSettings {
  readonly runDurationMs: number;
}

interface Results {
  readonly metrics: readonly SummaryMetric[];
  readonly checks: readonly SummaryCheck[];
}

function sectionTitle(title: string, paint: Paint): readonly string[] {
  return ['', `  █ ${paint('bold', title)} `, ''];
}

function thresholdSection(input: SummaryInput, { timeUnit, paint }: TextSettings): readonly string[] {
  const lines = thresholdLines(input.metrics, timeUnit, paint);
  return lines.length === 0 ? [] : [...sectionTitle('THRESHOLDS', paint), ...indented(lines, SECTION_INDENT)];
}

function noticeSection({ notices, paint }: TextSettings): readonly string[] {
  return notices.length === 0
    ? []
    : [...sectionTitle('NOTICE', paint), ...indented(notices, SECTION_INDENT), ''];
}

/** Scenarios other than `default` have a section each; the groups of everything else are sections of their own. */
function detailSections(details: SummaryDetails, settings: SectionSettings): readonly string[] {
  const ownGroups = details.groups.filter(
    ({ scenario, path }) =>
      scenario === DEFAULT_SCENARIO || (scenario === undefined && !OUTSIDE_SCENARIOS.has(path)),
  );
  const scenarios = details.scenarios
    .filter(({ name }) => name !== DEFAULT_SCENARIO)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  return [
    ...groupTree(ownGroups.map(({ path }) => path)).groups.flatMap((group) => [
      ...sectionTitle(`GROUP: ${group.name}`, settings.paint),
      ...groupContent(group, { groups: ownGroups, indent: SECTION_INDENT }, settings),
    ]),
    ...scenarios.flatMap((scenario) => [
      ...sectionTitle(`SCENARIO: ${scenario.name}`, settings.paint),
      ...resultLines(scenario, SECTION_INDENT, settings),
      ...nestedGroups(
        details.groups.filter((group) => group.scenario === scenario.name),
        settings,
      ),
    ]),
  ];
}

function nestedGroups(groups: readonly GroupDetails[], settings: SectionSettings): readonly string[] {
  return groupTree(groups.map(({ path }) => path)).groups.flatMap((group) =>
    nestedGroup(group, { groups, indent: SECTION_INDENT }, settings),
  );
}

interface GroupPlace {
  /** Details of all groups of the section. */
  readonly groups: readonly GroupDetails[];
  readonly indent: string;
}

function nestedGroup(group: GroupNode, place: GroupPlace, settings: SectionSettings): readonly string[] {
  return [
    `${place.indent}↳ ${settings.paint('bold', `GROUP: ${group.name}`)} `,
    '',
    ...groupContent(group, { ...place, indent: `${place.indent}  ` }, settings),
  ];
}

function groupContent(group: GroupNode, place: GroupPlace, settings: SectionSettings): readonly string[] {
  const own = place.groups.filter(({ path }) => path === group.path);
  const results: Results = {
    metrics: own.flatMap(({ metrics }) => metrics),
    checks: own.flatMap(({ checks }) => checks),
  };
  return [
    ...resultLines(results, place.indent, settings),
    ...group.groups.flatMap((child) => nestedGroup(child, place, settings)),
  ];
}

/** The checks and metrics of one section, every line indented, an empty line after each block. */
function resultLines(results: Results, indent: string, settings: SectionSettings): readonly string[] {
  const { paint, runDurationMs } = settings;
  const totals = totalsOf(results.checks);
  // The share of failed checks moves further to the right in nested groups; k6 does so.
  const detailIndent = indent === SECTION_INDENT ? '  ' : '    ';
  const checks =
    totals.total === 0
      ? []
      : [
          ...checkTotalLines(totals, runDurationMs, paint),
          '',
          ...checkLines(mergedByName(results.checks), detailIndent, paint),
          '',
        ];
  return indented([...checks, ...metricLines(results.metrics, settings)], indent);
}

function indented(lines: readonly string[], indent: string): readonly string[] {
  return lines.map((line) => (line === '' ? '' : indent + line));
}
