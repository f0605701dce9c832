// How soon the first page can be used, on a phone of a quarter of this processor's speed with slow 4G (1.6 Mbit/s, 150 ms).
// Usage: node bench/first-page.mjs URL    the address of a session; after `make e2e`, which fetches the browser driver
import { chromium } from '../e2e/node_modules/@playwright/test/index.mjs';
const url = process.argv[2];
const b = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
for (let i = 0; i < 3; i++) {
  const c = await b.newContext({ viewport: { width: 390, height: 844 }, serviceWorkers: 'block' });
  const p = await c.newPage(); const s = await c.newCDPSession(p);
  await s.send('Network.enable');
  await s.send('Network.emulateNetworkConditions', { offline: false, latency: 150, downloadThroughput: 1.6e6 / 8, uploadThroughput: 750e3 / 8 });
  await s.send('Emulation.setCPUThrottlingRate', { rate: 4 });
  const t = Date.now();
  await p.goto(url, { waitUntil: 'commit' });
  await p.locator('#agree-processing').check();
  console.log('usable after', Date.now() - t, 'ms');
  await c.close();
}
await b.close();
