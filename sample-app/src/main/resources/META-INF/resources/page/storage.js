/* What the page keeps in the browser. One that keeps nothing, or has no room left, is no reason to stop. */

/** What was kept under a name; null if nothing was. */
export function kept(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

/** Keeps a text under a name. */
export function keep(name, text) {
  try {
    localStorage.setItem(name, text);
  } catch {
    // it is forgotten with the page
  }
}
