import { html, nothing, render } from '/web/lit/lit-html.js';
import { live } from '/web/lit/directives/live.js';
import { repeat } from '/web/lit/directives/repeat.js';
import { aborted, debounced, Latest, post } from '/web/api.js';
import { go, link, pack } from '/web/address.js';
import { hueClass, nameOf } from '/web/languages.js';
import { card, shortCard } from '/web/passage.js';
import { count, failure, figure } from '/web/texts.js';

const ALL = 'all';
const TYPING = 180;
const COUNTED = 100;
const MARKED = 20;
const STEP = 10;
const FEW = 24;
const MODE_NAMES = { hybrid: 'Hybrid', dense: 'Dense', lexical: 'Lexical', [ALL]: 'Side by side' };

/** Search as one types: hits of one retriever, or of all of them side by side. */
export class SearchView {
  #root;
  #context;
  #latest = new Latest();
  #values = {};
  #asked = '';
  #shown = STEP;
  #state = { columns: {}, facets: new Map() };
  #type = debounced(TYPING, (q) => go({ q }, { replace: true }));

  constructor(root, context) {
    this.#root = root;
    this.#context = context;
  }

  /** Stops what is under way. */
  leave() {
    this.#latest.next();
  }

  update(values) {
    this.#values = values;
    const asked = JSON.stringify([values.q, values.mode, values.lang]);
    if (asked !== this.#asked) {
      this.#asked = asked;
      this.#shown = STEP;
      this.#search();
    }
    this.#render();
  }

  get #languages() {
    return this.#values.lang ? this.#values.lang.split(',') : [];
  }

  get #modes() {
    const { modes } = this.#context.index;
    return modes.length > 1 ? [...modes, ALL] : modes;
  }

  get #mode() {
    return this.#modes.includes(this.#values.mode) ? this.#values.mode : this.#modes[0];
  }

  async #search() {
    const signal = this.#latest.next();
    const query = this.#values.q?.trim();
    if (!query) {
      this.#state = { columns: {}, facets: new Map() };
      this.#render();
      return;
    }
    const modes = this.#mode === ALL ? this.#context.index.modes : [this.#mode];
    const languages = this.#languages.length ? this.#languages : undefined;
    const ask = (mode, more) => post(this.#context.path('search'), { query, mode, k: COUNTED, ...more }, signal);
    this.#state = { ...this.#state, busy: true, wrong: '' };
    this.#render();
    try {
      const answers = await Promise.all(modes.map((mode) => ask(mode, { languages })));
      const columns = Object.fromEntries(modes.map((mode, i) => [mode, answers[i]]));
      const counted = languages ? await ask(modes[0], {}) : answers[0];
      this.#state = { columns, facets: counts(counted.hits), busy: false };
      this.#render();
      this.#tell(answers[0]);
      if (modes.length === 1) await this.#mark(modes[0], await ask(modes[0], { languages, k: MARKED, highlights: true, explain: true }));
    } catch (error) {
      if (aborted(error)) return;
      this.#state = { columns: {}, facets: new Map(), wrong: error.message };
      this.#render();
    }
  }

  /** Words and sentences of the query come later than the hits, since sentences are encoded first. */
  #mark(mode, answer) {
    const told = new Map(answer.hits.map((hit) => [hit.id, hit]));
    const column = this.#state.columns[mode];
    const hits = column.hits.map((hit) => told.get(hit.id) ?? hit);
    this.#state = { ...this.#state, columns: { [mode]: { ...column, hits } } };
    this.#render();
  }

  #tell(answer) {
    const shown = Math.min(this.#shown, answer.hits.length);
    this.#context.announce(`${count(shown, 'hit')} in ${count(counts(answer.hits.slice(0, shown)).size, 'language')}`);
  }

  #render() {
    render(
      html`<h1 class="visually-hidden">Search</h1>
        ${this.#form()} ${failure(this.#state.wrong)}
        ${this.#values.q?.trim() ? this.#results() : this.#welcome()}`,
      this.#root,
    );
  }

  #form() {
    return html`<form class="ask" role="search" @submit=${(event) => event.preventDefault()}>
      <label class="visually-hidden" for="query">Search in ${this.#context.index.name}</label>
      <input id="query" type="search" dir="auto" autocomplete="off" spellcheck="false" autofocus maxlength="10000"
        placeholder="Ask in any language" .value=${live(this.#values.q ?? '')}
        @input=${(event) => {
          this.#values = { ...this.#values, q: event.target.value };
          this.#type(event.target.value);
        }}>
      ${this.#modes.length > 1
        ? html`<fieldset class="pills"><legend class="visually-hidden">Retriever</legend>${this.#modes.map(
            (mode) => html`<label><input type="radio" name="mode" value=${mode} .checked=${live(mode === this.#mode)}
              @change=${() => go({ mode: mode === this.#modes[0] ? '' : mode })}><span>${MODE_NAMES[mode]}</span></label>`,
          )}</fieldset>`
        : nothing}
    </form>`;
  }

  #welcome() {
    const { index } = this.#context;
    return html`<p class="empty">Type a question in any language. It is answered from ${count(index.passages, 'passage')} in
      ${index.languages.length === 1 ? nameOf(index.languages[0]) : count(index.languages.length, 'language')}.</p>`;
  }

  #results() {
    const { columns, busy } = this.#state;
    const modes = Object.keys(columns);
    const several = this.#mode === ALL;
    return html`<div class="found ${several ? 'several' : ''}" aria-busy=${busy ? 'true' : 'false'}>
      ${this.#facets()}
      <div class="hits">${several ? this.#columns(modes) : modes.map((mode) => this.#list(columns[mode]))}</div>
    </div>`;
  }

  #facets() {
    const chosen = this.#languages;
    const { languages } = this.#context.index;
    const codes = [...new Set([...this.#state.facets.keys(), ...chosen, ...(languages.length <= FEW ? languages : [])])];
    if (languages.length < 2 || !codes.length) return nothing;
    codes.sort((one, other) => (this.#state.facets.get(other) ?? 0) - (this.#state.facets.get(one) ?? 0) || (one < other ? -1 : 1));
    const toggle = (code) => {
      const next = chosen.includes(code) ? chosen.filter((one) => one !== code) : [...chosen, code];
      go({ lang: next.join(',') });
    };
    return html`<fieldset class="facets"><legend>Languages <span class="soft">of the first ${COUNTED}</span></legend>
      <div class="options">${repeat(codes, (code) => code, (code) => html`<label class=${hueClass(code)}>
          <input type="checkbox" .checked=${live(chosen.includes(code))} @change=${() => toggle(code)}>
          <span class="dot" aria-hidden="true"></span><span class="name">${nameOf(code)}</span>
          <span class="number">${this.#state.facets.get(code) ?? 0}</span></label>`)}</div>
      ${chosen.length ? html`<button type="button" class="quiet" @click=${() => go({ lang: '' })}>All languages</button>` : nothing}
    </fieldset>`;
  }

  #list(answer) {
    const hits = answer.hits.slice(0, this.#shown);
    if (!hits.length) return html`<p class="empty">Nothing is found.</p>`;
    return html`<p class="summary">${answer.language ? `Asked in ${nameOf(answer.language)}. ` : ''}${figure(answer['took-ms'], 0)} ms</p>
      <ol class="cards">${repeat(hits, (hit) => hit.id, (hit) => html`<li>${card(hit, {
        note: html`<span class="score" title="score">${figure(hit.score)}</span>`,
        actions: this.#actions(hit),
      })}</li>`)}</ol>
      ${answer.hits.length > this.#shown
        ? html`<button class="more" @click=${() => { this.#shown += STEP; this.#render(); }}>More hits</button>`
        : nothing}`;
  }

  #actions(hit) {
    if (!this.#context.index.modes.includes('dense')) return nothing;
    const name = hit.title || hit.id;
    return html`<a href=${link({ view: 'recommend', liked: pack([hit.id]) }, {})} aria-label=${`More like this: ${name}`}>More like this</a>
      ${this.#context.index.languages.length > 1
        ? html`<a href=${link({ doc: hit.id })} aria-label=${`In other languages: ${name}`}>In other languages</a>`
        : nothing}`;
  }

  #columns(modes) {
    const ranks = Object.fromEntries(modes.map((mode) => [mode, new Map(this.#state.columns[mode].hits.map((hit, i) => [hit.id, i + 1]))]));
    const elsewhere = (hit, own) => modes.filter((mode) => mode !== own).map((mode) => {
      const rank = ranks[mode].get(hit.id);
      return html`<span>${rank ? `${MODE_NAMES[mode]} ${rank}` : `not ${MODE_NAMES[mode].toLowerCase()}`}</span> `;
    });
    const none = html`<li class="hint">Nothing is found.</li>`;
    return modes.map((mode) => html`<section class="column">
      <h2>${MODE_NAMES[mode]} <span class="soft">${figure(this.#state.columns[mode]['took-ms'], 0)} ms</span></h2>
      <ol>${repeat(this.#state.columns[mode].hits.slice(0, this.#shown), (hit) => hit.id,
        (hit) => html`<li>${shortCard(hit, elsewhere(hit, mode))}</li>`)}${this.#state.columns[mode].hits.length ? nothing : none}</ol>
    </section>`);
  }
}

/** How many hits each language has. */
function counts(hits) {
  const counted = new Map();
  for (const hit of hits) counted.set(hit.language, (counted.get(hit.language) ?? 0) + 1);
  return counted;
}
