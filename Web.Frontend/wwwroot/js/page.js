// What every page needs: GOV.UK Frontend's behaviour and the marks that tell the style sheet that scripts run.
import { initAll, isSupported } from '/lib/govuk-frontend.min.js';

document.body.classList.add('js-enabled');
if ('noModule' in HTMLScriptElement.prototype) {
  document.body.classList.add('govuk-frontend-supported');
}
if (isSupported()) {
  initAll();
}

for (const button of document.querySelectorAll('[data-print]')) {
  button.addEventListener('click', () => window.print());
}

// An address that is to be copied is written out whole.
for (const link of document.querySelectorAll('[data-whole-address]')) {
  link.textContent = link.href;
}

// A page that came from a form shows its result under an address of its own: loading it again then reads again and does
// not ask again.
const address = document.querySelector('[data-address]')?.dataset.address;
if (address) {
  history.replaceState(null, '', address);
}
