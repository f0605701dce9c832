import * as api from '../api';
import type { NewPasskey } from '../api';
import { deviceName } from '../device';
import { createPasskey } from '../passkeys';
import { serves } from './made';
import { registering } from './registering.svelte';

/** The passkey of the account to be: the one that was made before while it serves, else one that is made now. `null` where the person or the device said no. */
export async function passkeyOf(registration: string, token: string, username: string): Promise<NewPasskey | null> {
  let { made } = registering;
  if (!serves(made, registration, username, Date.now())) {
    registering.made = null;
    const at = Date.now();
    const begun = await api.beginRegistrationPasskey(registration, token, username);
    try {
      made = { id: begun.id, registration, username, at, credential: await createPasskey(begun.public_key) };
    } catch (cause) {
      // Whatever a device says here, a password is the way on.
      if (cause instanceof DOMException) return null;
      throw cause;
    }
    registering.made = made;
  }
  return api.newPasskeyOf(made.id, deviceName(), made.credential);
}
