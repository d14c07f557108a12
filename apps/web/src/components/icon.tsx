/** Outlines on a grid of 16, drawn in the colour of the text. */
const PATHS = {
  tests: 'M3 2.5h7l3 3v8H3zM10 2.5v3h3M5.5 8.5h5M5.5 11h5',
  runs: 'M2 12.5l3.2-4.4 2.6 2.4L14 3.5M10.5 3.5H14V7',
  schedule: 'M8 2.2a5.8 5.8 0 1 0 0 11.6A5.8 5.8 0 0 0 8 2.2zM8 5v3.2l2.2 1.3',
  settings: 'M2.5 4.5h6M12 4.5h1.5M10.2 2.8v3.4M2.5 11.5h1.5M7.5 11.5h6M5.8 9.8v3.4',
  zones:
    'M8 14s4.8-4.2 4.8-7.6a4.8 4.8 0 1 0-9.6 0C3.2 9.8 8 14 8 14zM8 8a1.7 1.7 0 1 0 0-3.4A1.7 1.7 0 0 0 8 8z',
  users:
    'M6 7.6a2.4 2.4 0 1 0 0-4.8 2.4 2.4 0 0 0 0 4.8zM1.8 13.2c0-2.3 1.9-3.6 4.2-3.6s4.2 1.3 4.2 3.6M10.6 3.2a2.2 2.2 0 0 1 0 4.2M12 9.9c1.4.5 2.2 1.6 2.2 3.3',
  audit: 'M2.8 4h.01M2.8 8h.01M2.8 12h.01M5.8 4h7.4M5.8 8h7.4M5.8 12h7.4',
  token: 'M5.2 12.8a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM7.4 7.6 13 2.2M10.6 4.6l1.8 1.8',
  account: 'M8 8a2.9 2.9 0 1 0 0-5.8A2.9 2.9 0 0 0 8 8zM2.8 14c.3-2.6 2.4-4 5.2-4s4.9 1.4 5.2 4',
  terminal: 'M2.5 3.5 6 7l-3.5 3.5M7.5 11.5h6',
  projects: 'M2 4.2h4.2l1.4 1.6H14v6.7H2z',
  plus: 'M8 3.2v9.6M3.2 8h9.6',
  play: 'M4.8 3.2v9.6L12.6 8z',
  stop: 'M4 4h8v8H4z',
  edit: 'M3 13l.6-2.8L10.8 3l2.2 2.2-7.2 7.2zM9.4 4.4l2.2 2.2',
  compare: 'M5 3v10M5 13l-2.2-2.2M5 13l2.2-2.2M11 13V3M11 3 8.8 5.2M11 3l2.2 2.2',
  pin: 'M5.5 2.5h5M6.2 2.5v4L4 9.2h8L9.8 6.5v-4M8 9.2V14',
  download: 'M8 2.5v7.5M4.8 7 8 10.2 11.2 7M2.8 13.2h10.4',
  copy: 'M5.5 5.5h7v7.5h-7zM3.5 10.5v-7.5h7',
  close: 'M3.8 3.8l8.4 8.4M12.2 3.8l-8.4 8.4',
  menu: 'M2.5 4.5h11M2.5 8h11M2.5 11.5h11',
  sun: 'M8 10.8a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6zM8 1.8v1.4M8 12.8v1.4M1.8 8h1.4M12.8 8h1.4M3.6 3.6l1 1M11.4 11.4l1 1M3.6 12.4l1-1M11.4 4.6l1-1',
  moon: 'M13.2 9.6A5.6 5.6 0 0 1 6.4 2.8a5.6 5.6 0 1 0 6.8 6.8z',
  display: 'M2 3h12v8H2zM6 13.5h4M8 11v2.5',
  check: 'M3 8.4l3.2 3.2L13 4.8',
  chevron: 'M4.5 6.2 8 9.8l3.5-3.6',
  exit: 'M6.5 2.8H3v10.4h3.5M9.8 5.2 12.6 8l-2.8 2.8M12.6 8H6.4',
  more: 'M3.5 8h.01M8 8h.01M12.5 8h.01',
  share: 'M8 10V2.6M5.2 5.2 8 2.4l2.8 2.8M3.5 8v5.4h9V8',
  link: 'M6.8 9.2a2.6 2.6 0 0 0 3.7 0l2-2a2.6 2.6 0 0 0-3.7-3.7l-.8.8M9.2 6.8a2.6 2.6 0 0 0-3.7 0l-2 2a2.6 2.6 0 0 0 3.7 3.7l.8-.8',
  trash: 'M3 4.5h10M6.2 4.5v-2h3.6v2M4.4 4.5l.6 9h6l.6-9M6.8 7v4M9.2 7v4',
  info: 'M8 2.2a5.8 5.8 0 1 0 0 11.6A5.8 5.8 0 0 0 8 2.2zM8 7.4v3.4M8 5.2v.01',
  calendar: 'M2.8 3.8h10.4v9.4H2.8zM2.8 6.8h10.4M5.4 2.4v2.4M10.6 2.4v2.4',
  bell: 'M4.2 11.2V7.4a3.8 3.8 0 0 1 7.6 0v3.8l1 1.2H3.2zM6.8 13.8h2.4',
  shield: 'M8 2.2 13 4v4c0 3-2.2 5-5 6-2.8-1-5-3-5-6V4z',
  warning: 'M8 2.4 14.2 13H1.8zM8 6.6v3M8 11.2v.01',
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path
        d={PATHS[name]}
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
