const panel = this.closest('.fr-panel');
const put = (element, name, value) => {
  if (element && element.getAttribute(name) !== value) element.setAttribute(name, value);
};
const name = () => {
  for (const slider of panel.querySelectorAll('.widget-slider')) {
    const words = slider.querySelector('.widget-label')?.textContent.trim();
    put(slider.querySelector('.noUi-handle'), 'aria-label', words);
    put(slider.querySelector('.widget-readout'), 'role', 'textbox');
    put(slider.querySelector('.widget-readout'), 'aria-label', words);
  }
  for (const team of panel.querySelectorAll('.fr-team')) {
    put(team, 'role', 'group');
    put(team, 'aria-label', team.querySelector('.fr-title')?.textContent.trim());
  }
  for (const fold of panel.querySelectorAll('.fr-tabs button'))
    put(fold, 'aria-expanded', String(fold.classList.contains('mod-active')));
};
/* A new question: who works by keyboard goes on at its top. */
let asked;
const ask = () => {
  const heading = panel.querySelector('.fr-ask h3');
  if (heading && heading !== asked) heading.focus();
  asked = heading;
};
name();
new MutationObserver(() => { name(); ask(); }).observe(panel, {subtree: true, childList: true, attributeFilter: ['class']});
