import { html, nothing, render } from '/web/lit/lit-html.js';
import { live } from '/web/lit/directives/live.js';
import { repeat } from '/web/lit/directives/repeat.js';
import { aborted, debounced, get, Latest, post } from '/web/api.js';
import { go, pack, unpack } from '/web/address.js';
import { nameOf } from '/web/languages.js';
import { card, languageTag, titleLink } from '/web/passage.js';
import { failure, figure } from '/web/texts.js';

const TYPING = 200;
const SHOWN = 12;
const OFFERED = 5;

/** Passages to read next, by what the reader likes and dislikes. */
export class RecommendView {
  #root;
  #context;
  #latest = new Latest();
  #offering = new Latest();
  #passages = new Map();
  #ranks = new Map();
  #values = {};
  #asked = '';
  #state = { hits: [], offered: [] };
  #offer = debounced(TYPING, (text) => this.#find(text));

  constructor(root, context) {
    this.#root = root;
    this.#context = context;
  }

  leave() {
    this.#latest.next();
    this.#offering.next();
  }

  update(values) {
    this.#values = values;
    const asked = JSON.stringify([values.liked, values.disliked, values.lang, values.diversity]);
    if (asked !== this.#asked) {
      this.#asked = asked;
      this.#recommend();
    }
    this.#render();
  }

  get #liked() {
    return unpack(this.#values.liked);
  }

  get #disliked() {
    return unpack(this.#values.disliked);
  }

  get #diversity() {
    return Number(this.#values.diversity ?? 0);
  }

  async #recommend() {
    const signal = this.#latest.next();
    const wish = { liked: this.#liked, disliked: this.#disliked, k: SHOWN, diversity: this.#diversity };
    if (this.#values.lang) wish.languages = this.#values.lang.split(',');
    try {
      await Promise.all([...wish.liked, ...wish.disliked].map((id) => this.#passage(id, signal)));
      const hits = wish.liked.length ? (await post(this.#context.path('recommend'), wish, signal)).hits : [];
      for (const hit of hits) this.#passages.set(hit.id, hit);
      const before = this.#ranks;
      this.#ranks = new Map(hits.map((hit, i) => [hit.id, i + 1]));
      this.#state = { ...this.#state, wrong: '', hits: hits.map((hit, i) => ({ ...hit, moved: moved(before, hit.id, i + 1) })) };
      if (hits.length) this.#context.announce(`${hits.length} passages to read next; the first is ${hits[0].title || hits[0].id}`);
    } catch (error) {
      if (aborted(error)) return;
      this.#state = { ...this.#state, hits: [], wrong: error.message };
    }
    this.#render();
  }

  /** The passage of an id, asked for once. */
  async #passage(id, signal) {
    if (!this.#passages.has(id)) {
      this.#passages.set(id, await get(this.#context.path(`documents/${encodeURIComponent(id)}`), signal));
    }
    return this.#passages.get(id);
  }

  async #find(text) {
    const signal = this.#offering.next();
    try {
      const offered = text.trim() ? (await post(this.#context.path('search'), { query: text, k: OFFERED }, signal)).hits : [];
      for (const hit of offered) this.#passages.set(hit.id, hit);
      this.#state = { ...this.#state, offered };
    } catch (error) {
      if (aborted(error)) return;
      this.#state = { ...this.#state, wrong: error.message };
    }
    this.#render();
  }

  /** Puts an id on one list, takes it off the other; the reader goes on at the head of what has changed. */
  #judge(id, list) {
    const without = (ids) => ids.filter((one) => one !== id);
    const liked = without(this.#liked);
    const disliked = without(this.#disliked);
    if (list === 'liked') liked.push(id);
    if (list === 'disliked') disliked.push(id);
    this.#state = { ...this.#state, offered: this.#state.offered.filter((one) => one.id !== id) };
    go({ liked: pack(liked), disliked: pack(disliked) });
    this.#root.querySelector('#next')?.focus({ preventScroll: true });
  }

  #judging(hit) {
    const name = hit.title || hit.id;
    return html`<button @click=${() => this.#judge(hit.id, 'liked')} aria-label=${`Like: ${name}`}>Like</button>
      <button @click=${() => this.#judge(hit.id, 'disliked')} aria-label=${`Dislike: ${name}`}>Dislike</button>`;
  }

  #render() {
    render(
      html`<h1>What to read next</h1>
        <p class="lead">Like a passage, dislike another: the list follows, in every language or in one.</p>
        ${failure(this.#state.wrong)}
        <div class="split">
          <section class="panel" aria-label="Your taste">${this.#taste()} ${this.#settings()}</section>
          <section class="next"><h2 id="next" tabindex="-1">Recommended</h2>${this.#list()}</section>
        </div>`,
      this.#root,
    );
  }

  #taste() {
    return html`<form role="search" class="offer" @submit=${(event) => event.preventDefault()}>
        <label for="offer">Find a passage to judge</label>
        <input id="offer" type="search" dir="auto" autocomplete="off" maxlength="10000" @input=${(event) => this.#offer(event.target.value)}>
      </form>
      <ul class="offered">${this.#state.offered.map(
        (hit) => html`<li>${languageTag(hit.language)} ${titleLink(hit)}<span class="actions">${this.#judging(hit)}</span></li>`,
      )}</ul>
      ${this.#judged('Liked', this.#liked)} ${this.#judged('Disliked', this.#disliked)}`;
  }

  #judged(title, ids) {
    return html`<h2>${title}</h2>
      ${ids.length ? nothing : html`<p class="hint">Nothing yet.</p>`}
      <ul class="chips">${repeat(ids, (id) => id, (id) => {
        const passage = this.#passages.get(id) ?? { id, language: 'und' };
        return html`<li>${titleLink(passage)}
          <button class="quiet" @click=${() => this.#judge(id, '')} aria-label=${`Forget ${passage.title || id}`}>✕</button></li>`;
      })}</ul>`;
  }

  #settings() {
    return html`<div class="settings">
      <div><label for="diversity">Diversity</label> <output for="diversity">${figure(this.#diversity, 1)}</output>
        <input id="diversity" type="range" min="0" max="1" step="0.1" .value=${live(String(this.#diversity))}
          @input=${(event) => go({ diversity: Number(event.target.value) || '' }, { replace: true })}></div>
      ${this.#context.index.languages.length > 1
        ? html`<label>Language <select @change=${(event) => go({ lang: event.target.value })}>
            <option value="" ?selected=${!this.#values.lang}>All</option>
            ${this.#context.index.languages.map((code) => html`<option value=${code} ?selected=${this.#values.lang === code}>${nameOf(code)}</option>`)}
          </select></label>`
        : nothing}
    </div>`;
  }

  #list() {
    if (!this.#liked.length) return html`<p class="empty">Like a passage to begin: find one here, or choose “More like this” in the search.</p>`;
    return html`<ol class="cards">${repeat(this.#state.hits, (hit) => hit.id, (hit) => {
      const liked = this.#passages.get(hit.why.liked);
      return html`<li>${card(hit, {
        note: html`<span class="moved">${hit.moved}</span> <span class="score">${figure(hit.score)}</span>`,
        actions: html`${this.#judging(hit)}
          <span class="hint">near to <bdi lang=${liked?.language ?? nothing}>${liked?.title || hit.why.liked}</bdi>, cosine ${figure(hit.why.cosine)}</span>`,
      })}</li>`;
    })}</ol>`;
  }
}

/** How a passage's rank has changed, for a person to read; nothing in the first list. */
function moved(before, id, rank) {
  if (!before.size) return '';
  if (!before.has(id)) return 'new';
  const up = before.get(id) - rank;
  return up > 0 ? `up ${up}` : up < 0 ? `down ${-up}` : '';
}
