import { keep, kept } from './storage.js';

const THEMES = ['system', 'light', 'dark'];
const KEY = 'metastone.theme';

/** Makes a button of the three: as the system has it, light, dark. */
export function themeButton(button) {
  const show = (theme) => {
    if (theme === 'system') {
      delete document.documentElement.dataset.theme;
    } else {
      document.documentElement.dataset.theme = theme;
    }
    button.textContent = `Theme: ${theme}`;
  };
  let theme = THEMES.find((each) => each === kept(KEY)) ?? 'system';
  show(theme);
  button.addEventListener('click', () => {
    theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
    keep(KEY, theme);
    show(theme);
  });
}
