// One iteration parses, filters, sorts, matches and serialises some hundred records.
const records = [];
for (let i = 0; i < 600; i++) {
  records.push({
    id: i,
    name: `user-${(i * 7919) % 600}`,
    email: `user${i}@example.com`,
    tags: ['a', 'b', String(i % 7)],
    score: (i * 31) % 997,
  });
}
const text = JSON.stringify(records);
const EMAIL = /^([a-z]+)(\d+)@([a-z]+)\.com$/;

function score(record) {
  return record.tags.reduce((sum, tag) => sum + tag.length, 0) + record.score;
}

export default function () {
  const parsed = JSON.parse(text);
  const matched = parsed.filter((record) => {
    const match = EMAIL.exec(record.email);
    return match !== null && Number(match[2]) % 3 !== 0;
  });
  matched.sort((a, b) => score(b) - score(a) || (a.name < b.name ? -1 : 1));
  const groups = {};
  for (const record of matched) {
    const key = record.tags[2];
    if (groups[key] === undefined) groups[key] = [];
    groups[key].push({ ...record, label: record.name.replace(/user-/, 'u').toUpperCase() });
  }
  const out = JSON.stringify(
    Object.keys(groups).map((key) => ({ key, count: groups[key].length, first: groups[key][0] })),
  );
  if (out.length < 100) throw new Error('unexpected result');
}
