/** What tus-js-client takes from a library of its own. */
export default URL;
