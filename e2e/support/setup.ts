import { close, open, remember } from './house.ts';

/** One server for all tests; each test has a session of its own. */
export default async function setup() {
  const house = await open();
  remember(house);
  return () => close(house);
}
