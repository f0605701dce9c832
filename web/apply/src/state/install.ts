// The page without a connection, and as an app.

interface Policies {
  createPolicy(name: string, rules: { createScriptURL: (url: string) => string }): { createScriptURL(url: string): string };
}

/** Has the browser keep the page. Where it cannot, nothing is missing but that. */
export async function install(): Promise<void> {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  const policies = (globalThis as { trustedTypes?: Policies }).trustedTypes;
  const address = '/apply/service-worker.js';
  try {
    const trusted = policies?.createPolicy('candor-service-worker', { createScriptURL: () => address }).createScriptURL(address) ?? address;
    await navigator.serviceWorker.register(trusted, { scope: '/', updateViaCache: 'none' });
  } catch {
    // Private windows and old browsers refuse.
  }
}
