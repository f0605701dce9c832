/** Whether what is kept on this device would survive a reload: not when its storage is full, or refused as in private windows. */
export const keeping = $state({ lasts: true });
