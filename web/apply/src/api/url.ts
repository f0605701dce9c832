/** What tus-js-client takes from a library of its own: an address relative to another that may itself be relative to the page. */
export default class extends URL {
  constructor(link: string, base: string) {
    super(link, new URL(base, location.href));
  }
}
