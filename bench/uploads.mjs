// An upload by tus-js-client through a proxy that cuts connections: it goes on at the byte, and the whole arrives.
// Usage: node bench/uploads.mjs URL KEY
import net from 'node:net';
import tus from 'tus-js-client';
import { randomBytes } from 'node:crypto';
import assert from 'node:assert/strict';

const [url, key] = process.argv.slice(2);
const json = async (path, token, method, body) => {
  const answer = await fetch(url + path, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: body && JSON.stringify(body),
  });
  assert.ok(answer.ok, `${path}: ${answer.status}`);
  return answer.status === 204 ? null : answer.json();
};
const session = await json('/v1/sessions', key, 'POST', { external_id: `uploads-${Date.now()}` });
const token = session.client_token;
await json('/v1/applicant/consent', token, 'POST', { processing: true, face: true, version: '1' });

// Each of the first connections is cut after so many bytes.
const cuts = [300_000, 500_000, 200_000];
const target = new URL(url);
let connections = 0;
const proxy = net.createServer((client) => {
  const most = cuts[connections++] ?? Infinity;
  const server = net.connect(Number(target.port), target.hostname);
  let sent = 0;
  client.on('data', (bytes) => {
    sent += bytes.length;
    if (sent > most) {
      client.destroy();
      server.destroy();
    } else server.write(bytes);
  });
  server.on('data', (bytes) => client.write(bytes));
  for (const [one, other] of [[client, server], [server, client]]) {
    one.on('end', () => other.end());
    one.on('error', () => other.destroy());
  }
});
await new Promise((done) => proxy.listen(0, '127.0.0.1', done));
const through = `http://127.0.0.1:${proxy.address().port}`;

const file = randomBytes(1_500_000);
let offsets = [];
await new Promise((done, failed) => {
  const upload = new tus.Upload(file, {
    endpoint: `${through}/v1/applicant/evidence`,
    metadata: { kind: 'front' },
    headers: { authorization: `Bearer ${token}` },
    retryDelays: [50, 100, 200, 400, 800, 1600],
    storeFingerprintForResuming: false,
    onAfterResponse: (request, response) => {
      if (request.getMethod() === 'HEAD') offsets.push(Number(response.getHeader('upload-offset')));
    },
    onError: failed,
    onSuccess: done,
  });
  upload.start();
});
proxy.close();
const after = await json('/v1/applicant/session', token, 'GET');
assert.equal(after.evidence.length, 1);
assert.equal(after.evidence[0].received, file.length);
assert.ok(offsets.some((offset) => offset > 0 && offset < file.length), `it never went on at a byte: ${offsets}`);
console.log(`${file.length} bytes over ${connections} connections, gone on at ${offsets.join(', ')}`);
process.exit(0);
