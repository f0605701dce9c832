import { mount } from 'svelte';
import '@apply/style.css';
import './style.css';
import App from './App.svelte';
import { begin as whoIsThere } from './state/me.svelte';
import { begin as speak } from './texts/texts';

/** Without its texts the page can say this alone. */
const WITHOUT = 'The server does not answer. Please load the page again in a moment. 服务器没有回应，请稍后重新加载。';

const target = document.getElementById('app');
if (target) {
  try {
    await speak();
    mount(App, { target });
    void whoIsThere();
  } catch {
    target.append(Object.assign(document.createElement('main'), { textContent: WITHOUT }));
  }
}
