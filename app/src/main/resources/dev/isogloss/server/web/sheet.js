import { html, nothing, render } from '/web/lit/lit-html.js';
import { aborted, get, Latest } from '/web/api.js';
import { go, link, pack } from '/web/address.js';
import { languageTag, passageText, titleLink } from '/web/passage.js';
import { failure, figure } from '/web/texts.js';
import { hueClass } from '/web/languages.js';

const NEAREST = 6;

/** The sheet that shows one passage, what is near to it, and the nearest in each other language. */
export class Sheet {
  #dialog = document.getElementById('sheet');
  #latest = new Latest();
  #index;
  #shown = '';

  constructor(index) {
    this.#index = index;
    this.#dialog.addEventListener('close', () => {
      if (this.#shown) {
        this.#shown = '';
        go({ doc: '' });
      }
    });
    this.#dialog.addEventListener('click', (event) => {
      if (event.target === this.#dialog) this.#dialog.close();
    });
  }

  /** Shows the passage with the id, or nothing for an empty one. */
  async show(id) {
    if (id === this.#shown) return;
    this.#shown = id;
    if (!id) {
      this.#latest.next(); // what is still on its way must not open it again
      this.#dialog.close();
      return;
    }
    const signal = this.#latest.next();
    const path = `/v1/${encodeURIComponent(this.#index.name)}/documents/${encodeURIComponent(id)}`;
    try {
      const passage = await get(path, signal);
      this.#render({ passage });
      if (!this.#dialog.open) this.#dialog.showModal();
      this.#dialog.scrollTop = 0;
      if (!this.#index.modes.includes('dense')) return;
      const near = get(`${path}/neighbours?k=${NEAREST}`, signal);
      const abroad = this.#index.languages.length > 1 ? get(`${path}/neighbours?k=1&each-language=true`, signal) : null;
      this.#render({ passage, near: (await near).hits, abroad: (await abroad)?.hits });
    } catch (error) {
      if (aborted(error)) return;
      this.#render({ wrong: error.message });
      if (!this.#dialog.open) this.#dialog.showModal();
    }
  }

  #render({ passage, near, abroad, wrong }) {
    render(
      html`<div class="inside">
        <div class="line">
          ${passage ? languageTag(passage.language) : nothing}<span class="note">${passage?.id}</span>
          <button class="close" @click=${() => this.#dialog.close()} aria-label="Close the passage">✕</button>
        </div>
        <h2 id="sheet-title" lang=${passage?.language ?? 'en'} dir="auto">${passage ? passage.title || passage.id : 'No passage'}</h2>
        ${failure(wrong)}
        ${passage ? passageText(passage) : nothing}
        ${passage && this.#index.modes.includes('dense')
          ? html`<p class="actions"><a class="button" href=${link({ view: 'recommend', liked: pack([passage.id]) }, {})}>More like this</a></p>
              ${this.#near('Nearest passages', near)} ${this.#near('In other languages', abroad)}`
          : nothing}
      </div>`,
      this.#dialog,
    );
  }

  #near(title, hits) {
    if (hits === undefined) return nothing;
    return html`<section class="near">
      <h3>${title}</h3>
      <ol>${hits.map(
        (hit) => html`<li class=${hueClass(hit.language)}>
          ${languageTag(hit.language)} ${titleLink(hit)} <span class="note" title="cosine">${figure(hit.why.cosine)}</span>
        </li>`,
      )}</ol>
    </section>`;
  }
}
