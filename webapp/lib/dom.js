/**
 * Makes an element. Text goes in as text: nothing here is ever parsed as HTML.
 *
 * @param {string} name
 * @param {Record<string, string | number>} attributes
 * @param {...(Node | string)} children
 * @returns {HTMLElement}
 */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) {
    made.setAttribute(attribute, value);
  }
  made.append(...children);
  return made;
}

/**
 * @param {string} id
 * @returns {HTMLElement}
 */
export const byId = id => document.getElementById(id);

/**
 * Enables one button and disables another. The focus goes along: a disabled button would drop the
 * keyboard's place on the page.
 *
 * @param {HTMLButtonElement} enabled
 * @param {HTMLButtonElement} disabled
 */
export function enableInsteadOf(enabled, disabled) {
  const moveFocus = document.activeElement === disabled;
  enabled.disabled = false;
  disabled.disabled = true;
  if (moveFocus) {
    enabled.focus();
  }
}
