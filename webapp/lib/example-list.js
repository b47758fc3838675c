import { byId, element } from './dom.js';
import { requestJson } from './http.js';

/**
 * Fills the index page with what the server reports: an example that is deployed is listed.
 */
async function listExamples() {
  const examples = await requestJson('examples');
  byId('examples').replaceChildren(...examples.map(({ name, title, description }) =>
    element('li', {},
      element('a', { href: `${name}/index.html`, 'data-example': name }, title),
      element('p', {}, description))));
  byId('status').textContent = examples.length > 0 ? '' : 'This server has no examples.';
}

listExamples().catch(error => {
  console.error(error);
  byId('status').textContent = 'Reload the page to try again.';
  byId('error').textContent = `The list of examples could not be loaded. ${error.message}`;
  byId('error').hidden = false;
});
