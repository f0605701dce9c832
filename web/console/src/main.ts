import { mount } from 'svelte';
import '@apply/style.css';
import './style.css';
import App from './App.svelte';
import { begin as whoIsThere } from './state/me.svelte';
import { begin as speak } from './texts/texts';

const target = document.getElementById('app');
if (target) {
  await speak();
  mount(App, { target });
  void whoIsThere();
}
