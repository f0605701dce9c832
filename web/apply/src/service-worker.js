// Keeps the page itself, so that what was typed can be read and changed without a connection. Never what the server says (/v1), never
// photos. FILES and VERSION are put in by the build; a new release has a new version, and the files of the old one are thrown away.
const NAME = `candor-${VERSION}`;
const PAGE = '/verify';
/** Milliseconds after which the page that is kept is shown instead of one that does not come. */
const PATIENCE = 3000;

self.addEventListener('install', (event) => {
  event.waitUntil(
    // It waits until no page of the old release is open: that one still needs its files.
    caches.open(NAME).then((cache) => cache.addAll([...FILES, PAGE].map((file) => new Request(file, { cache: 'reload' })))),
  );
});

self.addEventListener('activate', (event) => {
  const old = (names) => names.filter((name) => /^candor-[0-9a-f]{16}$/.test(name) && name !== NAME);
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(old(names).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

async function page(request) {
  const kept = await caches.match(PAGE, { cacheName: NAME });
  const late = new Promise((done) => kept && setTimeout(done, PATIENCE, kept));
  const fresh = fetch(request).catch((cause) => kept ?? Promise.reject(cause));
  const answer = await Promise.race([fresh, late]);
  return answer.status >= 500 && kept ? kept : answer;
}

/** Hashed files never change. What was not put aside at once, such as the checks, is when it is first used. */
async function file(request) {
  const cache = await caches.open(NAME);
  const kept = await cache.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) await cache.put(request, answer.clone()).catch(() => undefined);
  return answer;
}

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== 'GET' || address.origin !== location.origin) return;
  if (request.mode === 'navigate' && (address.pathname === PAGE || address.pathname.startsWith(`${PAGE}/`))) event.respondWith(page(request));
  else if (address.pathname.startsWith('/apply/assets/')) event.respondWith(file(request));
});
