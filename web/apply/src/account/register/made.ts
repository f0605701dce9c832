/** A passkey that was made for an account to be, and for whom. */
export interface Made {
  id: string;
  registration: string;
  username: string;
  /** When it was begun: from then on the server waits five minutes for it. */
  at: number;
  credential: unknown;
}

/** Half a minute is left for the way to the server. */
const GOOD = 270_000;

/** Whether it can be sent as it is. Another name, or one too late, needs another passkey. */
export const serves = (made: Made | null, registration: string, username: string, now: number): made is Made =>
  made !== null && made.registration === registration && made.username === username && now >= made.at && now - made.at < GOOD;
