// The checks on this device, in a worker. Where they cannot run, `device.state` is `none` and the server's precheck takes their place.
import type { DeviceChecks } from './types';

type State = 'unasked' | 'loading' | 'ready' | 'none';
const status = $state<{ state: State }>({ state: 'unasked' });

export const device = {
  get state(): State {
    return status.state;
  },
  /** Begins to load what the checks need. */
  async start(): Promise<void> {
    status.state = 'none';
  },
  /** The checks. `null` while they are not there. */
  get checks(): DeviceChecks | null {
    return null;
  },
  async speak(_language: string): Promise<void> {},
};
