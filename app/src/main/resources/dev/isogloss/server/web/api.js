/** The routes of the server that this page came from. */

const KEY = 'isogloss-key';
let askForKey = async () => '';
let prompting = null;

/** What the server refused; the message says what would work. */
export class Refusal extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/** Sets what asks the reader for a key; it gives an empty text when there is none. */
export function keysFrom(prompt) {
  askForKey = prompt;
}

async function send(method, path, { body, type, signal }) {
  const headers = {};
  const key = sessionStorage.getItem(KEY);
  if (key) headers.Authorization = `Bearer ${key}`;
  if (body !== undefined) headers['Content-Type'] = type;
  return fetch(path, { method, headers, body, signal, cache: 'no-store' });
}

/** The answer, or a Refusal; where a key is needed the reader is asked for it once. */
async function answer(method, path, options) {
  let response = await send(method, path, options);
  if (response.status === 401) {
    prompting ??= askForKey().finally(() => (prompting = null));
    const key = await prompting;
    if (key) {
      sessionStorage.setItem(KEY, key);
      response = await send(method, path, options);
    }
  }
  if (response.ok) return response;
  let message = response.statusText;
  try {
    message = (await response.json()).detail ?? message;
  } catch {
    // no problem document: the status says what there is to say
  }
  throw new Refusal(response.status, message);
}

export async function get(path, signal) {
  return (await answer('GET', path, { signal })).json();
}

export async function remove(path) {
  return (await answer('DELETE', path, {})).json();
}

export async function sendJson(method, path, value, signal) {
  const options = { body: JSON.stringify(value), type: 'application/json', signal };
  return (await answer(method, path, options)).json();
}

export const post = (path, value, signal) => sendJson('POST', path, value, signal);
export const put = (path, value) => sendJson('PUT', path, value);

/** Posts objects as lines of JSON, and gives back the lines of the answer. */
export async function lines(path, objects, signal) {
  const body = objects.map((one) => JSON.stringify(one)).join('\n');
  const response = await answer('POST', path, { body, type: 'application/x-ndjson', signal });
  return (await response.text()).split('\n').filter(Boolean).map((line) => JSON.parse(line));
}

/** Of several requests only the last one counts: each aborts the one before. */
export class Latest {
  #controller = new AbortController();

  next() {
    this.#controller.abort();
    this.#controller = new AbortController();
    return this.#controller.signal;
  }
}

/** Whether a request was given up for a newer one, which is no failure. */
export function aborted(error) {
  return error?.name === 'AbortError';
}

/** Calls the function when nobody has asked again for so many milliseconds. */
export function debounced(milliseconds, call) {
  let timer;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => call(...values), milliseconds);
  };
}
