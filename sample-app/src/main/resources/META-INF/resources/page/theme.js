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
  let theme = THEMES.includes(localStorage.getItem(KEY)) ? localStorage.getItem(KEY) : 'system';
  show(theme);
  button.addEventListener('click', () => {
    theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
    localStorage.setItem(KEY, theme);
    show(theme);
  });
}
