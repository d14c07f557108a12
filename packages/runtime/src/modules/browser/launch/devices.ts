import type { Realm } from '../../../sandbox/contract.ts';
import { playwright } from '../playwright.ts';

type HostDevice = ReturnType<typeof playwright>['devices'][string];

const tablet = (userAgent: string, width: number, height: number): HostDevice => ({
  userAgent,
  viewport: { width, height },
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
  defaultBrowserType: 'webkit',
});

const IPAD =
  'Mozilla/5.0 (iPad; CPU OS 11_0 like Mac OS X) AppleWebKit/604.1.34 (KHTML, like Gecko) Version/11.0 Mobile/15A5341f Safari/604.1';
const IPHONE_4 =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 7_1_2 like Mac OS X) AppleWebKit/537.51.2 (KHTML, like Gecko) Version/7.0 Mobile/11D257 Safari/9537.53';
const IPHONE_5 =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 10_3_1 like Mac OS X) AppleWebKit/603.1.30 (KHTML, like Gecko) Version/10.0 Mobile/14E304 Safari/602.1';
const JIO_PHONE =
  'Mozilla/5.0 (Mobile; LYF/F300B/LYF-F300B-001-01-15-130718-i;Android; rv:48.0) Gecko/48.0 Firefox/48.0 KAIOS/2.5';

/** Devices k6 knows that Playwright no longer does. */
const FORMER: Readonly<Record<string, HostDevice>> = {
  iPad: tablet(IPAD, 768, 1024),
  'iPad Pro': tablet(IPAD, 1024, 1366),
  'iPhone 4': tablet(IPHONE_4, 320, 480),
  'iPhone 5': tablet(IPHONE_5, 320, 568),
  'JioPhone 2': { ...tablet(JIO_PHONE, 240, 320), deviceScaleFactor: 1 },
};

function turned(device: HostDevice): HostDevice {
  const { width, height } = device.viewport;
  return { ...device, viewport: { width: height, height: width } };
}

/** The table `devices` of the module. */
export function devicesObject(realm: Realm): object {
  const former = Object.entries(FORMER).flatMap(([name, device]) => [
    [name, device] as const,
    [`${name} landscape`, turned(device)] as const,
  ]);
  const all = [...former, ...Object.entries(playwright().devices)];
  return realm.clone(
    Object.fromEntries(
      all.map(([name, { userAgent, viewport, deviceScaleFactor, isMobile, hasTouch }]) => [
        name,
        { name, userAgent, viewport, deviceScaleFactor, isMobile, hasTouch },
      ]),
    ),
  );
}

/** Latency in ms, throughput in bytes a second; -1 does not limit. */
export const NETWORK_PROFILES = {
  'No Throttling': { latency: 0, download: -1, upload: -1 },
  'Slow 3G': { latency: 2000, download: 50_000, upload: 50_000 },
  'Fast 3G': { latency: 562.5, download: 180_000, upload: 84_375 },
} as const;
