// The texts of the appeal's pages, there before such a page is shown.
import { also } from '../texts/texts.svelte';

await also('appeal');
