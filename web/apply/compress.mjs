// Writes a brotli copy beside each file of the build that gains by it, so that the server compresses nothing.
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';

const folder = resolve('dist');
for (const name of readdirSync(folder, { recursive: true })) {
  if (!/\.(html|js|css|wasm|ftl|svg|webmanifest|json)$/.test(name)) continue;
  const bytes = readFileSync(join(folder, name));
  const packed = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } });
  if (packed.length < bytes.length) writeFileSync(join(folder, `${name}.br`), packed);
}
