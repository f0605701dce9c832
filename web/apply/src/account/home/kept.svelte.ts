/** Which form of the security page is open: it outlives the full sign-in that some of them lead through. */
export const kept = $state<{ open: 'word' | 'password' | 'contact' | 'close' | null }>({ open: null });
