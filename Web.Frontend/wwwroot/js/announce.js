// What screen readers are told once, in a region of its own that is empty again soon: nobody comes upon old news in it.
const longEnough = 4_000;
const region = document.createElement('div');
region.className = 'govuk-visually-hidden';
region.setAttribute('role', 'status');
document.body.append(region);

let clearing;

export function announce(words) {
  if (!words) {
    return;
  }
  clearTimeout(clearing);
  region.textContent = words;
  clearing = setTimeout(() => (region.textContent = ''), longEnough);
}
