/**
 * What a server answers instead of what it was asked for.
 */
export class HttpError extends Error {
  /**
   * @param {string} message fit for the page
   * @param {number} status of the answer
   */
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

/**
 * Sends a request.
 *
 * @param {string} url relative to the page
 * @param {RequestInit} [options]
 * @returns {Promise<Response>} one that says that all is well
 * @throws {Error} with a message fit for the page; an {@link HttpError} if the server was reached
 */
export async function request(url, options) {
  let response;
  try {
    response = await fetch(url, options);
  } catch (cause) {
    throw new Error('The server cannot be reached. Is it running, and is the network up?', { cause });
  }
  if (!response.ok) {
    throw new HttpError(await problemOf(response), response.status);
  }
  return response;
}

/**
 * Sends a request and reads the JSON it is answered with.
 *
 * @param {string} url relative to the page
 * @param {RequestInit} [options]
 * @returns {Promise<any>}
 * @throws {Error} with a message fit for the page; an {@link HttpError} if the server was reached
 */
export async function requestJson(url, options) {
  const response = await request(url, options);
  try {
    return await response.json();
  } catch (cause) {
    throw new Error(`The answer to ${response.url} is not the JSON that was asked for.`, { cause });
  }
}

/**
 * What went wrong, in the server's words if it sent any.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9457#section-3.1 (members of a problem details object)
 */
async function problemOf(response) {
  const status = `${response.status} ${response.statusText}`.trim();
  // Something between here and the server, such as a proxy, may answer without a problem document.
  const problem = await response.json().catch(() => null);
  return problem?.detail ?? problem?.title ?? `The server answered ${status}.`;
}
