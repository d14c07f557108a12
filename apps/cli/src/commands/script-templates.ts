export const MINIMAL_TEMPLATE = `import http from 'k6/http';
import { check, sleep } from 'k6';

export const options = {
  vus: 10,
  duration: '30s',{{ if .ProjectID }}
  cloud: { projectID: {{ .ProjectID }}, name: '{{ .ScriptName }}' },{{ end }}
};

export default function () {
  const response = http.get('https://quickpizza.grafana.com');
  check(response, { 'status is 200': (r) => r.status === 200 });
  sleep(1);
}
`;

export const PROTOCOL_TEMPLATE = `import http from 'k6/http';
import { check, sleep } from 'k6';

const BASE_URL = __ENV.BASE_URL || 'https://quickpizza.grafana.com';

export const options = {
  stages: [
    { duration: '10s', target: 5 },
    { duration: '30s', target: 5 },
    { duration: '10s', target: 0 },
  ],
  thresholds: {
    http_req_failed: ['rate<0.01'],
    http_req_duration: ['p(95)<500', 'p(99)<1000'],
  },{{ if .ProjectID }}
  cloud: { projectID: {{ .ProjectID }}, name: '{{ .ScriptName }}' },{{ end }}
};

// Runs once; what it returns is handed to every iteration.
export function setup() {
  const response = http.get(BASE_URL);
  if (response.status !== 200) throw new Error(\`\${BASE_URL} answered with status \${response.status}\`);
  return { startedAt: new Date().toISOString() };
}

export default function () {
  const order = JSON.stringify({ maxCaloriesPerSlice: 500, mustBeVegetarian: false });
  const response = http.post(\`\${BASE_URL}/api/pizza\`, order, {
    headers: { 'Content-Type': 'application/json', Authorization: 'Token abcdef0123456789' },
  });
  check(response, {
    'status is 200': (r) => r.status === 200,
    'a pizza was made': (r) => r.json('pizza.name') !== undefined,
  });
  sleep(1);
}

// Runs once, after all iterations.
export function teardown(data) {
  console.log(\`The test that began at \${data.startedAt} is over\`);
}
`;

export const BROWSER_TEMPLATE = `import { browser } from 'k6/browser';
import { check } from 'https://jslib.k6.io/k6-utils/1.5.0/index.js';

const BASE_URL = __ENV.BASE_URL || 'https://quickpizza.grafana.com';

export const options = {
  scenarios: {
    ui: {
      executor: 'shared-iterations',
      vus: 1,
      iterations: 1,
      options: { browser: { type: 'chromium' } },
    },
  },
  thresholds: { checks: ['rate==1.0'] },{{ if .ProjectID }}
  cloud: { projectID: {{ .ProjectID }}, name: '{{ .ScriptName }}' },{{ end }}
};

export default async function () {
  const page = await browser.newPage();
  try {
    await page.goto(BASE_URL);
    await check(page.locator('h1'), {
      'the page has a heading': async (heading) => (await heading.textContent()) !== '',
    });
  } finally {
    await page.close();
  }
}
`;
