import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { FakeVU } from '../suspending-realm.fixture.ts';
import { htmlModule, parseDocument } from './html-module.ts';

const TARGET = new URL('../../../../../tests/conformance/target/lib/pages.mjs', import.meta.url);
const { catalogue, nested } = (await import(TARGET.href)) as { catalogue: string; nested: string };

/** Runs code that sees `parseHTML` and `doc`, the page given; what it prints, or its value. */
function run(page: string, code: string, url = ''): unknown {
  const vu = new FakeVU();
  const doc = parseDocument(vu.realm, page, url);
  return vu.run(htmlModule, `const { parseHTML } = module; ${code}`, { doc, page: doc });
}

const tryIt = (code: string) =>
  `(() => { try { return String(${code}) } catch (e) { return e.name + ': ' + e.message } })()`;

/** The body of a conformance script's default function, and what k6 printed for it. */
function conformanceCase(name: string): { body: string; printed: string[] } {
  const folder = new URL(`../../../../../tests/conformance/cases/html/${name}/`, import.meta.url);
  const script = readFileSync(new URL('script.js', folder), 'utf8');
  const body = script.slice(
    script.indexOf('function () {') + 'function () {'.length,
    script.lastIndexOf('}'),
  );
  const golden = JSON.parse(readFileSync(new URL('golden.json', folder), 'utf8'));
  const printed = (golden.sections.console as string[]).map((line) => line.replace(/^info: /, ''));
  return {
    body: body.replaceAll('console.log', 'print').replace(/http\.get\([^)]*\)\.html\(\)/, 'page'),
    printed,
  };
}

test.each([
  { name: 'broken-documents', page: '' },
  { name: 'elements', page: catalogue },
  { name: 'serialize', page: catalogue },
  { name: 'traversal', page: nested },
])('prints what k6 printed for the case $name', ({ name, page }) => {
  const { body, printed } = conformanceCase(name);
  const origin = 'http://127.0.0.1:<HTTP>';
  const lines = run(page, `(() => {${body}})()`, 'http://127.0.0.1:8080/html') as string[];
  expect(lines.map((line) => line.replaceAll('http://127.0.0.1:8080', origin))).toEqual(printed);
});

test('every kind of control has its value', () => {
  const code = `doc.find('#order [name]').toArray().map((el) => el.attr('name') + '=' + JSON.stringify(el.val())).join(' ')`;
  expect(run(catalogue, code)).toBe(
    'who="nobody" secret="" gift="yes" rush="yes" size="s" size="m" off="x" remark="two\\nlines" colours=["red","b"] act="buy"',
  );
  const odd = `<input><input type=radio><input type=checkbox><button>b</button><textarea>a & b</textarea>
    <select><option>one</option></select><select><option value=v selected>x</option></select><p>p</p>`;
  expect(run(odd, `JSON.stringify(doc.find('input,button,textarea,select,p').map((i, e) => e.val()))`)).toBe(
    JSON.stringify(['', 'on', 'on', '', 'a &amp; b', '', 'v', null]),
  );
});

test.each([
  ['td:nth-child(2)', 3],
  ['input:checked', 2],
  ['option:selected, option[selected]', 0],
  ['li:first', 0],
  ['li:eq(1)', 0],
  ['p >', 0],
  ['[[', 0],
  ['p::before', 0],
  [':contains("KETTLE")', 6],
  ['td:contains(kettle)', 1],
  ['div:containsOwn(rising)', 1],
  ['td:matches(^\\d+$)', 3],
  ['tr[data-id#=(^[12]$)]', 2],
  ['a[title="x:matches(1)"]', 0],
  ['ul:has(a[rel=next])', 1],
  ['nav:haschild(ul)', 1],
  ['div.note:empty', 1],
  ['li:not(.first):not(.last)', 1],
  ['input[type!=text]', 7],
  ['a[href^="/any"], a[href*=status], a[rel~=next], html[lang|=en]', 4],
  [':input', 14],
  [':root', 1],
])('%s finds %d', (selector, count) => {
  expect(run(catalogue, `doc.find(${JSON.stringify(selector)}).size()`)).toBe(count);
});

test('find looks at ancestors outside the selection too', () => {
  expect(run(nested, `doc.find('section').find('#root p.y').size()`)).toBe(2);
});

test('methods that take a selector also take a Selection and an Element, and nothing else', () => {
  const code = `
    const first = doc.find('p').first();
    print(doc.find('section').has(first).size(), doc.find('p').not(first).size(), doc.find('p').not(first.get(0)).size());
    print(doc.find('p').filter(first).size(), first.closest(doc.find('section')).attr('id'), doc.find('p').is(first));
    print(doc.find('span').add(first).size(), doc.find('#root').find(first.get(0)).size(), doc.find('p').index(first.get(0)));
    print(first.nextUntil(doc.find('p').eq(2)).size(), first.nextUntil(null).size(), first.parentsUntil('body', 'div').size());`;
  expect(run(nested, code)).toEqual(['1 4 4', '1 a true', '2 1 0', '1 2 1']);
  expect(run(nested, tryIt('doc.find(5)'))).toBe(
    "GoError: invalid argument, cannot use a 'int64' as a selector",
  );
  expect(run(nested, tryIt('doc.find({})'))).toBe(
    "GoError: invalid argument, cannot use a 'map[string]interface {}' as a selector",
  );
});

test.each([
  { call: 'doc.filter(5)', error: 'the argument to filter() must be a function, a selector or a selection' },
  {
    call: 'doc.filter(doc.find("p").get(0))',
    error: 'the argument to filter() must be a function, a selector or a selection',
  },
  { call: 'doc.is()', error: 'the argument to is() must be a function, a selector or a selection' },
  { call: 'doc.each("p")', error: 'the argument to each() must be a function' },
  { call: 'doc.map()', error: 'the argument to map() must be a function' },
  {
    call: 'doc.find("p").each(() => { throw new Error("mine") })',
    error: 'the function passed to each() failed: Error: mine',
  },
])('$call fails', ({ call, error }) => {
  expect(run(nested, tryIt(call))).toBe(`GoError: ${error}`);
});

test('map leaves out items whose callback throws and keeps what callbacks return', () => {
  const code = `const o = {}; const r = doc.find('section').map((i, s) => { if (i === 0) throw 1; return o; }); print(r.length, r[0] === o, Array.isArray(r))`;
  expect(run(nested, code)).toEqual(['1 true true']);
});

test('an empty selection answers without failing', () => {
  const code = `const none = doc.find('nothing');
    print(none.size(), JSON.stringify(none.text()), JSON.stringify(none.html()), none.attr('a'), none.attr('a', 'd'), none.val(), none.get(0), none.get().length);
    print(none.first().size(), none.eq(3).size(), none.index(), none.data('a'), none.serialize(), none.end().is('p'), none.next().size())`;
  expect(run(nested, code)).toEqual([
    '0 "" "" undefined d undefined undefined 0',
    '0 0 -1 undefined  false 0',
  ]);
});

test('data attributes are converted by what they look like', () => {
  const page = `<p data-t=true data-f=false data-n=12.5 data-id=007 data-e data-null=null data-o='{"a":[1]}' data-bad='{a' data-two-words=x>`;
  expect(JSON.parse(String(run(page, `JSON.stringify(doc.find('p').data())`)))).toEqual({
    t: true,
    f: false,
    n: 12.5,
    id: '007',
    o: { a: [1] },
    bad: '{a',
    twoWords: 'x',
  });
  const code = `const p = doc.find('p'); print(p.data('twoWords'), p.data('two-words'), p.data('e'), p.data('null'), p.data('o').a[0], p.data('gone'))`;
  expect(run(page, code)).toEqual(['x x undefined undefined 1 undefined']);
});

test('HTML is written as Go writes it', () => {
  const page = `<p title='a"b&c'>x < y & "q" 'r' \u00a0<br><img src=a.png><!-- c --></p><script>if (a < b && "c") {}</script><textarea>\n\nz</textarea>`;
  expect(run(page, `doc.find('body').html()`)).toBe(
    `<p title="a&#34;b&amp;c">x &lt; y &amp; &#34;q&#34; &#39;r&#39; \u00a0<br/><img src="a.png"/><!-- c --></p><script>if (a < b && "c") {}</script><textarea>\n\nz</textarea>`,
  );
  expect(run('<!DOCTYPE html><title>t</title>', 'doc.html()')).toBe(
    '<!DOCTYPE html><html><head><title>t</title></head><body></body></html>',
  );
});

test('serialisation keeps to what k6 takes for checked, disabled and sent', () => {
  const page = `<form><input name=a value=1><input name=a value="2 ö!"><input name=c type=checkbox checked=checked>
    <input name=d type=checkbox checked><input name=e disabled=disabled value=x><input value=unnamed>
    <input name=f type=file><input name=g type=submit value=s><button name=h>b</button></form>`;
  expect(run(page, `doc.find('form').serialize()`)).toBe('a=1&a=2+%C3%B6%21&c=on');
  expect(run(page, `doc.find('input[name=a], button').serialize()`)).toBe('a=1&a=2+%C3%B6%21');
  expect(run(page, `JSON.stringify(doc.find('form').serializeObject())`)).toBe('{"a":"2 ö!","c":"on"}');
});

test('links are taken apart and resolved against the address of the page', () => {
  const page = `<a href="../x/y?q=1&r#frag">one</a><a href="https://user:pw@other.example:8443/p">two</a><a>three</a><a href="//cdn.example/z">four</a>`;
  const code = `for (const a of doc.find('a').get()) print([a.href(), a.protocol(), a.host(), a.hostname(), a.port(), a.pathname(), a.search(), a.hash(), a.username(), a.password(), a.origin()].join(' | '))`;
  expect(run(page, code, 'http://host.example/dir/page')).toEqual([
    'http://host.example/x/y?q=1&r#frag | http | host.example | host.example |  | /x/y | ?q=1&r | #frag |  |  | http://host.example',
    'https://user:pw@other.example:8443/p | https | other.example:8443 | other.example | 8443 | /p |  |  | user | pw | https://other.example:8443',
    ' | : |  |  |  |  |  |  |  |  | ://',
    'http://cdn.example/z | http | cdn.example | cdn.example |  | /z |  |  |  |  | http://cdn.example',
  ]);
  expect(run(page, `doc.find('a').get(0).href()`)).toBe('../x/y?q=1&r#frag');
});

test('attributes and neighbours of elements are elements and attributes again', () => {
  const code = `
    const row = doc.find('tr').get(1);
    const { 'data-id': id } = row.attributes();
    print(id.name, id.value, id.ownerElement.rowIndex(), id.localName(), JSON.stringify(id.prefix()), JSON.stringify(id.namespaceURI()));
    print(row.getAttributeNode('data-id').value, row.getAttributeNode('none'), row.querySelector('td').textContent(), row.querySelectorAll('td').length);
    print(row.nextElementSibling().rowIndex(), row.sectionRowIndex(), row.parentNode().nodeName(), row.getElementsByTagName('td').length, row.selection().find('.price').text());
    print(doc.get(0).nodeName(), doc.get(0).nodeType(), doc.contents().get(0).nodeType(), doc.find('div').contents().get(0).nodeName(), doc.find('div').get(0).toString());
    print(doc.find('div').get(0).isSameNode(doc.find('div').get(0)), doc.find('nav').get(0).isEqualNode(doc.find('nav').get(0)), doc.find('nav').get(0).contains(doc.find('a').get(0)), doc.find('body').get(0).contains(doc.find('nav').get(0)));`;
  expect(run(catalogue, code)).toEqual([
    'data-id 1 1 data-id "" ""',
    '1 undefined Lamp 2',
    '2 0 tbody 2 12',
    '#document 9 10 #text [object html.Node]',
    'true true false true',
  ]);
});

test('controls know their form, their labels and their options', () => {
  const page = `<form id=f action=/go method=POST enctype="multipart/form-data" target=t novalidate>
      <label for=i>L1</label><label>L2 <input id=i name=n list=d maxlength=5 size=x></label>
      <button formaction=/other formmethod=get>B</button>
      <select id=s size=3><option>a</option><option label=lb value=bv selected>b</option></select>
      <textarea rows=4>t</textarea><progress value=1 max=4></progress><progress></progress></form>
    <datalist id=d><option>x</option></datalist><input form=f id=out type=nonsense>`;
  const code = `
    const input = doc.find('#i').get(0); const button = doc.find('button').get(0); const select = doc.find('#s').get(0);
    print(input.form().id(), input.formAction(), input.formMethod(), input.formEnctype(), input.formNoValidate(), input.formTarget(), input.maxLength(), input.size(), input.list().options().length);
    print(input.labels().map((l) => l.textContent().trim()).join(), input.labels()[0].control().id(), input.labels()[0].form().id());
    print(button.formAction(), button.formMethod(), button.type(), doc.find('#out').get(0).form().id(), doc.find('#out').get(0).type());
    print(select.size(), select.length(), select.selectedIndex(), select.value(), select.type(), select.options()[1].label(), select.options()[1].index(), select.options()[0].value());
    print(doc.find('textarea').get(0).rows(), doc.find('textarea').get(0).value(), doc.find('progress').get().map((p) => p.position()).join(), doc.find('form').get(0).method());`;
  expect(run(page, code)).toEqual([
    'f /go post multipart/form-data true t 5 0 1',
    'L1,L2 i f',
    '/other get submit f text',
    '3 2 1 bv select-one lb 1 a',
    '4 t 0.25,-1 post',
  ]);
});

test('a page that nests very deeply is no problem', () => {
  const page = `${'<b>'.repeat(20_000)}deep`;
  expect(run(page, `print(doc.text(), doc.find('b').size() > 100, doc.html().length > 1000)`)).toEqual([
    'deep true true',
  ]);
});

test('methods taken from one page work only on objects of pages', () => {
  expect(run(nested, tryIt('doc.find.call({}, "p")'))).toContain('TypeError');
  expect(run(nested, tryIt('doc.find("div").get(0).id.call(doc)'))).toContain('TypeError');
});

test('the page is parsed at first use', () => {
  const vu = new FakeVU();
  const started = performance.now();
  parseDocument(vu.realm, '<p>x</p>'.repeat(200_000), '');
  // Parsing it would take seconds.
  expect(performance.now() - started).toBeLessThan(600);
});

test('a Selection tells the address of its page', () => {
  expect(run(nested, 'doc.find("p").first().url', 'http://h/x')).toBe('http://h/x');
  expect(run(nested, 'typeof doc.length')).toBe('undefined');
});
