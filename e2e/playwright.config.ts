import { defineConfig } from '@playwright/test';
import { existsSync } from 'node:fs';

/** Debian's, or what `CHROMIUM` names. */
export const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
if (!existsSync(CHROMIUM)) throw new Error(`no browser at ${CHROMIUM}; install Debian's chromium, or name one in CHROMIUM`);

export const FLAGS = ['--no-sandbox', '--disable-quic', '--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream'];

export default defineConfig({
  testDir: 'tests',
  outputDir: 'out/results',
  globalSetup: './support/setup.ts',
  // Two at a time: pages, checks and the server share two processors.
  workers: 2,
  fullyParallel: true,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  // A browser may crash as it starts. What needs its second try is said at the end as flaky.
  retries: 1,
  reporter: [['list', { printSteps: false }]],
  use: {
    serviceWorkers: 'block',
    permissions: ['camera'],
    trace: 'off',
    actionTimeout: 30_000,
    launchOptions: { executablePath: CHROMIUM, args: FLAGS },
  },
});
