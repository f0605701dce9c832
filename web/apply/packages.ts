import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

interface Bundled {
  name: string;
  version: string;
  license: string;
  text: string;
}

/** Writes which packages went into the scripts, with their licences, for the bill of materials: `dist/packages.json`. */
export function packages(): Plugin {
  return {
    name: 'packages',
    generateBundle({ dir }, bundle) {
      const found = new Map<string, Bundled>();
      // A second build into the same folder adds to what the first one wrote.
      const before = join(dir ?? '', 'packages.json');
      if (this.environment.config.build.emptyOutDir === false && existsSync(before)) {
        for (const one of JSON.parse(readFileSync(before, 'utf8')) as Bundled[]) found.set(one.name, one);
      }
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== 'chunk') continue;
        for (const id of Object.keys(chunk.modules)) {
          const folder = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id)?.[0];
          if (!folder || !existsSync(join(folder, 'package.json'))) continue;
          const one = of(folder);
          found.set(one.name, one);
        }
      }
      const all = [...found.values()].sort((one, other) => one.name.localeCompare(other.name));
      this.emitFile({ type: 'asset', fileName: 'packages.json', source: JSON.stringify(all, null, 1) });
    },
  };
}

function of(folder: string): Bundled {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Bundled;
  const file = readdirSync(folder).find((file) => /^(licen[cs]e|copying)/i.test(file));
  return { name, version, license: license ?? 'NOASSERTION', text: file ? readFileSync(join(folder, file), 'utf8') : '' };
}
