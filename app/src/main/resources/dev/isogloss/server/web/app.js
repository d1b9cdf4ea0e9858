import { html, nothing, render } from '/web/lit/lit-html.js';
import { get, keysFrom } from '/web/api.js';
import { link, onChange, read } from '/web/address.js';
import { know } from '/web/languages.js';
import { Sheet } from '/web/sheet.js';
import { count, failure } from '/web/texts.js';
import { FilterView } from '/web/filter.js';
import { MapView } from '/web/map.js';
import { RecommendView } from '/web/recommend.js';
import { SearchView } from '/web/search.js';

const VIEWS = [
  { name: 'search', title: 'Search', view: SearchView },
  { name: 'recommend', title: 'Recommend', view: RecommendView, needs: 'dense' },
  { name: 'filter', title: 'Filter', view: FilterView, needs: 'dense' },
  { name: 'map', title: 'Map', view: MapView, needs: 'dense' },
];

const top = document.getElementById('top');
const content = document.getElementById('content');
const said = document.getElementById('said');

/** Says something to those who hear the page. */
function announce(text) {
  said.textContent = text;
}

function contours() {
  const line = (y, main) => html`<svg class=${main ? 'main' : ''} aria-hidden="true" viewBox="0 0 600 80" preserveAspectRatio="none"
    ><path d=${`M0 ${y}c120-46 190 44 300 8s150-48 300-26`} vector-effect="non-scaling-stroke" /></svg>`;
  return html`<div class="contours" aria-hidden="true">${[30, 40, 50, 60, 70].map((y, i) => line(y, i === 2))}</div>`;
}

/** What an index can be looked at with. */
function viewsOf(index) {
  return VIEWS.filter((one) => !one.needs || index.modes.includes(one.needs));
}

function header(index, current) {
  render(
    html`${contours()}
      <div class="bar">
        <a class="brand" href="?view=search"><img src="/web/icon.svg" alt="" width="28" height="28">Isogloss</a>
        ${index
          ? html`<nav aria-label="Views">${viewsOf(index).map(
                (one) => html`<a href=${link({ view: one.name }, {})} aria-current=${one === current ? 'page' : nothing}>${one.title}</a>`,
              )}</nav>
              <p class="facts">${index.name}: ${count(index.passages, 'passage')}, ${count(index.languages.length, 'language')}</p>`
          : nothing}
      </div>`,
    top,
  );
}

function askForKey() {
  const dialog = document.getElementById('key');
  return new Promise((resolve) => {
    const form = (event) => {
      event.preventDefault();
      const key = new FormData(event.target).get('key').trim();
      dialog.close();
      resolve(key);
    };
    dialog.addEventListener('cancel', () => resolve(''), { once: true });
    render(
      html`<form @submit=${form}>
        <h2 id="key-title">A key, please</h2>
        <p>This server asks for a key. It is kept until you close this tab.</p>
        <label>Key <input name="key" type="password" autocomplete="off" required></label>
        <button class="strong">Go on</button>
      </form>`,
      dialog,
    );
    dialog.showModal();
  });
}

async function start() {
  keysFrom(askForKey);
  header(undefined, undefined);
  const { indexes } = await get('/v1/indexes');
  const index = indexes[0];
  if (!index) {
    render(html`<p class="empty">A model is served here, without an index: there is nothing to search. Its vectors can be asked for over HTTP.</p>`, content);
    return;
  }
  know(index.languages);
  const sheet = new Sheet(index);
  const context = { index, announce, path: (rest) => `/v1/${encodeURIComponent(index.name)}/${rest}` };
  let shown;
  let view;
  const update = (values) => {
    const wanted = viewsOf(index).find((one) => one.name === values.view) ?? VIEWS[0];
    if (wanted !== shown) {
      view?.leave?.();
      shown = wanted;
      document.title = `${wanted.title} · Isogloss`;
      const stage = document.createElement('div');
      stage.className = `view ${wanted.name}`;
      content.replaceChildren(stage);
      view = new wanted.view(stage, context);
    }
    header(index, wanted);
    view.update(values);
    sheet.show(values.doc ?? '');
  };
  onChange(update);
  update(read());
}

start().catch((error) => render(failure(error.message), content));
