// Passkeys, with the JSON of Web Authentication level 3, section 5.1, by own means where a browser does not have it yet.

interface JsonStatics {
  parseRequestOptionsFromJSON?: (options: PublicKeyCredentialRequestOptionsJSON) => PublicKeyCredentialRequestOptions;
  parseCreationOptionsFromJSON?: (options: PublicKeyCredentialCreationOptionsJSON) => PublicKeyCredentialCreationOptions;
}
const statics = (): JsonStatics => PublicKeyCredential as unknown as JsonStatics;

/** Whether this browser has passkeys here: they belong to a domain, and an address of numbers is none. */
export const hasPasskeys = (): boolean => 'PublicKeyCredential' in globalThis && 'credentials' in navigator && !/^[\d.]+$|^\[/.test(location.hostname);

const read = (text: string) => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));
const written = (bytes: ArrayBuffer) => btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
const named = (list: PublicKeyCredentialDescriptorJSON[] | undefined) => (list ?? []).map((one) => ({ ...one, id: read(one.id) })) as PublicKeyCredentialDescriptor[];

function json(made: Credential | null): unknown {
  if (!(made instanceof PublicKeyCredential)) throw new DOMException('no passkey', 'NotAllowedError');
  if (typeof made.toJSON === 'function') return made.toJSON();
  const { id, rawId, type, authenticatorAttachment, response } = made;
  const parts: Record<string, unknown> = { clientDataJSON: written(response.clientDataJSON) };
  if (response instanceof AuthenticatorAssertionResponse) {
    Object.assign(parts, { authenticatorData: written(response.authenticatorData), signature: written(response.signature), ...(response.userHandle ? { userHandle: written(response.userHandle) } : {}) });
  } else if (response instanceof AuthenticatorAttestationResponse) {
    const key = response.getPublicKey?.();
    Object.assign(parts, {
      attestationObject: written(response.attestationObject), authenticatorData: written(response.getAuthenticatorData()), transports: response.getTransports?.() ?? [],
      publicKeyAlgorithm: response.getPublicKeyAlgorithm(), ...(key ? { publicKey: written(key) } : {}),
    });
  }
  return { id, rawId: written(rawId), type, authenticatorAttachment: authenticatorAttachment ?? undefined, clientExtensionResults: made.getClientExtensionResults(), response: parts };
}

export async function usePasskey(options: PublicKeyCredentialRequestOptionsJSON): Promise<unknown> {
  const { extensions: _, ...plain } = options;
  const publicKey: PublicKeyCredentialRequestOptions = statics().parseRequestOptionsFromJSON?.(options)
    ?? ({ ...plain, challenge: read(options.challenge), allowCredentials: named(options.allowCredentials) } as PublicKeyCredentialRequestOptions);
  return json(await navigator.credentials.get({ publicKey }));
}

export async function createPasskey(options: PublicKeyCredentialCreationOptionsJSON): Promise<unknown> {
  const { extensions: _, ...plain } = options;
  const publicKey: PublicKeyCredentialCreationOptions = statics().parseCreationOptionsFromJSON?.(options)
    ?? ({ ...plain, challenge: read(options.challenge), user: { ...options.user, id: read(options.user.id) }, excludeCredentials: named(options.excludeCredentials) } as PublicKeyCredentialCreationOptions);
  return json(await navigator.credentials.create({ publicKey }));
}

/** Whether a person, or the browser for them, said no: nothing went wrong then. */
export const isDeclined = (cause: unknown): boolean => cause instanceof DOMException && ['NotAllowedError', 'AbortError'].includes(cause.name);
