import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';
import { packages } from '../apply/packages.ts';

const path = (file: string) => fileURLToPath(new URL(file, import.meta.url));

// The binary serves the page at /console and whatever is below it, and its files below /console/assets/.
export default defineConfig({
  base: '/console/',
  plugins: [svelte(), packages()],
  resolve: {
    alias: { '@apply': path('../apply/src') },
    // What comes from the applicant's pages uses the packages that stand here.
    dedupe: ['svelte', '@fluent/bundle', 'uqr', 'esm-env', 'clsx'],
  },
  build: {
    target: 'es2022',
    // Below that, files would be written into scripts as data addresses, which the content security policy forbids.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'common', test: /node_modules.(svelte|@fluent|esm-env|clsx)|preload-helper|apply.src.(?!ui.Qr)|src.(App|main|state|api|texts|ui|pages.(SignIn|Queue))/, priority: 9 },
            { name: 'case', test: /src.case|pages.Case/, priority: 3 },
          ],
        },
      },
    },
  },
  server: {
    fs: { allow: ['../..'] },
    proxy: { '/v1': process.env.CANDOR_URL ?? 'http://127.0.0.1:8080' },
  },
});
