import { expect, test } from 'vitest';
import { html } from './markup.ts';

test('what comes from outside cannot become markup, neither as text nor in an attribute', () => {
  const evil = `"><script>alert('1')</script>&`;
  expect(html`<p title="${evil}">${[evil, html`<b>${1}</b>`, undefined]}</p>`.text).toBe(
    '<p title="&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;">' +
      '&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;<b>1</b></p>',
  );
});
