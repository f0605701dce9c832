import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type Plugin } from 'vite';
import { packages } from './packages.ts';

const path = (file: string) => fileURLToPath(new URL(file, import.meta.url));

/** Writes the service worker with the names of the files that it keeps: all but what is large and comes when it is needed. */
function serviceWorker(): Plugin {
  return {
    name: 'service-worker',
    apply: 'build',
    applyToEnvironment: ({ name }) => name === 'client',
    writeBundle({ dir = '' }) {
      const files = readdirSync(`${dir}/assets`).filter((name) => /\.(js|css|ftl)$/.test(name)).sort().map((name) => `/apply/assets/${name}`);
      const version = createHash('sha256').update(JSON.stringify(files)).digest('hex').slice(0, 16);
      const head = `const VERSION = '${version}';\nconst FILES = ${JSON.stringify(files)};\n`;
      writeFileSync(`${dir}/service-worker.js`, head + readFileSync(path('src/service-worker.js'), 'utf8'));
    },
  };
}

// The binary serves the page at /verify and its files below /apply/.
export default defineConfig({
  base: '/apply/',
  plugins: [svelte(), packages(), serviceWorker()],
  resolve: {
    alias: [
      // As it was written, not as it was rewritten for browsers of 2009: half the size.
      { find: /^tus-js-client$/, replacement: path('node_modules/tus-js-client/lib/browser/index.js') },
      // Browsers have had URL for long.
      { find: /^url-parse$/, replacement: path('src/api/url.ts') },
    ],
  },
  build: {
    target: 'es2022',
    // Below that, files would be written into scripts as data addresses, which the content security policy forbids.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 200,
  },
  // Two builds into one folder: the applicant's first page is as small as if there were no pages of accounts, whose files have names of their own.
  builder: {
    async buildApp({ build, environments: { client, account } }) {
      for (const pages of [client, account]) if (pages) await build(pages);
    },
  },
  environments: {
    client: {
      build: {
        rolldownOptions: {
          output: {
            // Few files: together they compress better, and what every page needs is there with the first.
            codeSplitting: {
              groups: [
                { name: 'common', test: /node_modules.(svelte|@fluent|idb-keyval|esm-env|clsx)|preload-helper|src.(App|main|trusted|state.(?!sending|checking|upload|watching)|api.(?!appeal)|texts|pages.Start|ui.(?!Mends|Diff|Marked|Photo|Qr|Country|Day|Text))/, priority: 9 },
                { name: 'form', test: /src.ui.(Mends|Diff|Country|Day|Text)|src.texts.countries/, priority: 3 },
                { name: 'camera', test: /src.(capture|liveness)|src.worker.(device|models|protocol)|src.ui.(Marked|Photo)/, priority: 3 },
              ],
            },
          },
        },
      },
    },
    account: {
      consumer: 'client',
      build: {
        emptyOutDir: false,
        copyPublicDir: false,
        rolldownOptions: {
          input: path('account.html'),
          output: {
            entryFileNames: 'assets/account-[name]-[hash].js',
            chunkFileNames: 'assets/account-[name]-[hash].js',
            assetFileNames: 'assets/account-[name]-[hash][extname]',
            codeSplitting: {
              groups: [
                { name: 'common', test: /node_modules|preload-helper|src.(?!account.(register|home|check|inbox))/, priority: 9 },
                { name: 'register', test: /src.account.register/, priority: 3 },
                { name: 'home', test: /src.account.home/, priority: 3 },
                { name: 'check', test: /src.account.check/, priority: 3 },
                { name: 'inbox', test: /src.account.inbox/, priority: 3 },
              ],
            },
          },
        },
      },
    },
  },
  worker: { format: 'es' },
  server: {
    fs: { allow: ['../..'] },
    proxy: { '/v1': process.env.CANDOR_URL ?? 'http://127.0.0.1:8080', '/apply/models': process.env.CANDOR_URL ?? 'http://127.0.0.1:8080' },
  },
});
