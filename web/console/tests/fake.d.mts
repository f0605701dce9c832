/** See fake.mjs. */
export interface House {
  images?: string;
  roles?: string[];
  signedIn?: boolean;
  idle?: number;
  many?: boolean;
  enrolled?: boolean;
}
export class Fake {
  constructor(house?: House);
  /** Every request that came: `GET cases`. */
  asked: string[];
  roles: string[];
  signedIn: boolean;
  enrolled: boolean;
  /** Breaks every connection. */
  down: boolean;
  /** Whether opening is refused for now. */
  tooMany: boolean;
  /** Milliseconds of a lease. */
  leased: number;
  idle: number;
  many: boolean;
  /** The most cases of a page. */
  page: number;
  listen(port?: number): Promise<string>;
  close(): void;
}
