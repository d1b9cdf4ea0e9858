/** What the page shows stands in its address, so that a link says it all and the back button works. */

const listeners = new Set();

/** The values of the address as an object of texts. */
export function read() {
  return Object.fromEntries(new URLSearchParams(location.search));
}

/** The address with some values changed; an empty one is taken out. */
export function link(changes, from = read()) {
  const values = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...from, ...changes })) {
    if (value !== undefined && value !== null && value !== '') values.set(name, value);
  }
  const query = values.toString().replaceAll('%3A', ':').replaceAll('%2C', ',');
  return query ? `?${query}` : location.pathname;
}

/** Goes to an address and tells everybody; `replace` leaves no step for the back button. */
export function go(changes, { replace = false, from = read() } = {}) {
  const target = link(changes, from);
  if (target !== location.search) history[replace ? 'replaceState' : 'pushState'](null, '', target);
  tell();
}

/** Calls the listener with the values whenever they change. */
export function onChange(listener) {
  listeners.add(listener);
}

function tell() {
  const values = read();
  for (const listener of listeners) listener(values);
}

addEventListener('popstate', tell);

/** Several ids as one value. */
export function pack(ids) {
  return ids.map((id) => id.replaceAll('%', '%25').replaceAll(',', '%2C')).join(',');
}

/** The ids of a value. */
export function unpack(value) {
  return (value ?? '').split(',').filter(Boolean).map((id) => id.replaceAll('%2C', ',').replaceAll('%25', '%'));
}

/** Follows links within the page without loading it again. */
addEventListener('click', (event) => {
  const anchor = event.target instanceof Element ? event.target.closest('a[href^="?"]') : null;
  if (!anchor || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  history.pushState(null, '', anchor.getAttribute('href'));
  tell();
});
