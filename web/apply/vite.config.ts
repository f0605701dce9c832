import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';
import { packages } from './packages.ts';

// The binary serves the page at /verify and its files below /apply/.
export default defineConfig({
  base: '/apply/',
  plugins: [svelte(), packages()],
  build: {
    target: 'es2022',
    // Below that, files would be written into scripts as data addresses, which the content security policy forbids.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 200,
  },
  worker: { format: 'es' },
  server: {
    fs: { allow: ['../..'] },
    proxy: { '/v1': process.env.CANDOR_URL ?? 'http://127.0.0.1:8080', '/apply/models': process.env.CANDOR_URL ?? 'http://127.0.0.1:8080' },
  },
});
