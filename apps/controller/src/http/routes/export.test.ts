import { XMLParser } from 'fast-xml-parser';
import { expect, test } from 'vitest';
import { addMeasuredRun } from '../../exports/run-to-export.fixture.ts';
import { addRun } from '../../runs/stored-run.fixture.ts';
import { type Installation, install, newTeam, type Someone } from '../installation.fixture.ts';

async function exportOf(installation: Installation, someone: Someone, runId: number, format: string) {
  const url = `/api/v1/runs/${runId}/export?format=${format}`;
  const answer = await installation.call(someone, { method: 'GET', url });
  expect(answer.statusCode, answer.body).toBe(200);
  return answer;
}

test.each([
  ['csv', 'text/csv; charset=utf-8', 'csv'],
  ['json', 'application/json; charset=utf-8', 'json'],
  ['html', 'text/html; charset=utf-8', 'html'],
  ['junit', 'application/xml; charset=utf-8', 'xml'],
  ['markdown', 'text/markdown; charset=utf-8', 'md'],
])(
  '%s is a file to be saved, also of a run that has measured nothing yet',
  async (format, type, extension) => {
    await using installation = await install();
    const team = await newTeam(installation);
    const run = await addRun(installation, team);
    const { headers } = await exportOf(installation, team.viewer, run.id, format);
    expect(headers['content-type']).toBe(type);
    expect(headers['content-disposition']).toBe(`attachment; filename="squall-run-${run.id}.${extension}"`);
  },
);

test.each(['', 'exe', '../../etc/passwd', 'constructor'])('there is no format %j', async (format) => {
  await using installation = await install();
  const team = await newTeam(installation);
  const run = await addRun(installation, team);
  const url = `/api/v1/runs/${run.id}/export?format=${encodeURIComponent(format)}`;
  expect((await installation.call(team.viewer, { method: 'GET', url })).statusCode).toBe(400);
});

test('CSV has a row for each series and second, whose numbers add up to those of the run', async () => {
  await using installation = await install();
  const team = await newTeam(installation);
  const run = await addMeasuredRun(installation, team, { failing: 3 });
  const { body } = await exportOf(installation, team.viewer, run.id, 'csv');
  const [header = '', ...lines] = body.trimEnd().split('\n');
  expect(header).toBe(
    'metric,type,start_s,period_s,scenario,group,check,name,method,status,load_zone,other_tags,' +
      'count,rate,value,min,max,avg,med,p90,p95,p99',
  );
  expect(lines.filter((line) => line.startsWith('http_reqs,'))).toContain(
    'http_reqs,counter,0,1,default,,,http://shop.test/,GET,200,amazon:us:ashburn,,3,3,,,,,,,,',
  );
  const counts = lines.flatMap((line) => {
    // Only names of URLs are quoted here.
    const cells = line.replace(/"(?:[^"]|"")*"/, 'quoted').split(',');
    return cells[0] === 'http_req_duration' ? [Number(cells[12])] : [];
  });
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(60);
  expect(body).toContain('"http://shop.test/cart?a=1&b=""<2>"""');
  expect(lines.find((line) => line.startsWith('vus,'))).toMatch(/^vus,gauge,0,1,.*,instance_id=\d,,,2,2,2,/);
});

test('a name that a spreadsheet would run as a formula is text in CSV', async () => {
  await using installation = await install();
  const team = await newTeam(installation);
  const run = await addMeasuredRun(installation, team, { seconds: 1, url: '=HYPERLINK("http://evil.test")' });
  const { body } = await exportOf(installation, team.viewer, run.id, 'csv');
  expect(body).toContain(`"'=HYPERLINK(""http://evil.test"")"`);
});

test('JSON has the summary, the tables and the series', async () => {
  await using installation = await install();
  const team = await newTeam(installation);
  const run = await addMeasuredRun(installation, team, {
    failing: 3,
    result: 'failed',
    pushTokenHash: 'secret',
  });
  const { body } = await exportOf(installation, team.viewer, run.id, 'json');
  expect(body).not.toContain('secret');
  const told = JSON.parse(body);
  expect(told).toMatchObject({
    format: 'squall-run',
    version: 1,
    run: { id: run.id, state: 'completed', result: 'failed' },
    test: { id: run.testId, name: 'checkout' },
    startedBy: 'owner@team.test',
    exitCode: 99,
    checks: [{ name: 'is ok', passes: 54, fails: 6 }],
    insights: [{ kind: 'high-failure-rate' }, { kind: 'failed-checks' }],
  });
  expect(told.thresholds).toHaveLength(3);
  expect(told.requests.http.rows.reduce((sum: number, row: { count: number }) => sum + row.count, 0)).toBe(
    60,
  );
  const rate = told.series.find(({ metric }: { metric: string }) => metric === 'http_reqs');
  expect(rate).toMatchObject({ stat: 'rate', stepS: 1, values: [10, 10, 10, 10, 10, 10] });
});

test('JUnit fails for the thresholds that were crossed, and shows checks', async () => {
  await using installation = await install();
  const team = await newTeam(installation);
  const run = await addMeasuredRun(installation, team, { failing: 3, result: 'failed' });
  const { body } = await exportOf(installation, team.viewer, run.id, 'junit');
  const { testsuites } = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: '' }).parse(body);
  expect(testsuites).toMatchObject({
    name: 'checkout',
    tests: '5',
    failures: '1',
    errors: '0',
    skipped: '1',
  });
  const thresholds = testsuites.testsuite.find(({ name }: { name: string }) => name === 'thresholds');
  expect(thresholds.testcase).toMatchObject([
    { classname: 'checks', name: 'rate>0.5' },
    { classname: 'http_req_duration', name: 'p(95)<500' },
    // A percentile that no table shows has its own value all the same.
    { classname: 'http_req_duration', name: 'p(99.5)<5', failure: { message: 'p(99.5) is 60ms' } },
  ]);
});

test('Markdown begins with the verdict', async () => {
  await using installation = await install();
  const team = await newTeam(installation);
  const run = await addMeasuredRun(installation, team);
  const { body } = await exportOf(installation, team.viewer, run.id, 'markdown');
  expect(body).toMatch(/^## checkout: ✅ passed\n\n6s · 60 iterations · 60 requests\n/);
});

test('JUnit and Markdown of a run under way do not call it passed', async () => {
  await using installation = await install();
  const team = await newTeam(installation);
  const run = await addRun(installation, team);
  const markdown = await exportOf(installation, team.viewer, run.id, 'markdown');
  expect(markdown.body).toContain('the run has not ended, it is created');
  expect((await exportOf(installation, team.viewer, run.id, 'junit')).body).toContain('errors="1"');
});

test('the HTML report needs nothing else, runs nothing, and shows names as they are', async () => {
  await using installation = await install();
  const team = await newTeam(installation);
  const evil = '<img src=x onerror=alert(1)>';
  const run = await addMeasuredRun(installation, team, {
    failing: 3,
    note: evil,
    testName: evil,
    result: 'failed',
  });
  const { body } = await exportOf(installation, team.viewer, run.id, 'html');
  expect(body).not.toContain('<img');
  expect(body).not.toMatch(/<script|<link|<[^>]* (src|href|on\w+)=|url\(/);
  expect(body).toContain('&lt;img src=x onerror=alert(1)&gt; <span class="verdict bad">✗ failed</span>');
  expect(body.match(/<figure class="chart">/g)).toHaveLength(4);
  for (const title of ['Insights', 'Thresholds', 'Checks', 'HTTP requests', 'Groups', 'Trends']) {
    expect(body).toContain(`<h2>${title} `);
  }
  expect(body).toContain('amazon:de:frankfurt');
});
