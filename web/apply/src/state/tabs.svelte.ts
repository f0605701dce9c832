// One tab at a time: two that send the same photos would only be in each other's way. The newest goes on.

const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('candor');
const state = $state({ elsewhere: false });

export const tabs = {
  /** Whether another tab goes on with this. */
  get elsewhere(): boolean {
    return state.elsewhere;
  },
  /** This tab goes on; the others stand aside. */
  here(): void {
    channel?.postMessage('here');
  },
};

channel?.addEventListener('message', ({ data }) => {
  if (data === 'here') state.elsewhere = true;
});
