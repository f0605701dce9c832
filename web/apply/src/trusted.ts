// Where the content security policy asks for Trusted Types (`trusted-types default svelte-trusted-html`): the worker and the service worker
// are scripts of our own, from our own folder, and nothing else is one.

interface Factory {
  createPolicy(name: 'default', rules: { createScriptURL(address: string): string }): unknown;
}
const factory = (globalThis as { trustedTypes?: Factory }).trustedTypes;

const ours = (address: string): string => {
  const { origin, pathname } = new URL(address, location.href);
  if (origin !== location.origin || !/^\/(apply|src)\//.test(pathname)) throw new TypeError(`no script of ours: ${pathname}`);
  return address;
};
try {
  factory?.createPolicy('default', { createScriptURL: ours });
} catch {
  // The policy does not name this one: then it asks for none.
}
