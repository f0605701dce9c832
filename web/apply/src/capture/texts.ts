// The texts of the pages that take photos, there before such a page is shown.
import { also } from '../texts/texts.svelte';

await also('capture');
