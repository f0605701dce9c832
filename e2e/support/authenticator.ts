// A device that keeps passkeys, as Chromium plays one.
import type { Page } from '@playwright/test';

/** Gives the page such a device. `verifies` says whether it recognises its owner from then on: one that does not makes no passkey and uses none. */
export async function authenticator(page: Page) {
  const client = await page.context().newCDPSession(page);
  await client.send('WebAuthn.enable');
  const options = { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true } as const;
  const { authenticatorId } = await client.send('WebAuthn.addVirtualAuthenticator', { options });
  return { verifies: (isUserVerified: boolean) => client.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified }) };
}
