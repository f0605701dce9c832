/** Has the browser keep the page for when there is no connection. Where it cannot, nothing is missing but that. */
export async function install(): Promise<void> {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  // Private windows and old browsers refuse.
  await navigator.serviceWorker.register('/apply/service-worker.js', { scope: '/', updateViaCache: 'none' }).catch(() => undefined);
}
