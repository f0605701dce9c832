import './trusted';
import { mount } from 'svelte';
import App from './App.svelte';
import './style.css';
import { begin } from './state/flow.svelte';
import { install } from './state/install';

const target = document.getElementById('app');
if (target) {
  mount(App, { target });
  void begin().then(install);
}
