import { html, nothing, render } from '/web/lit/lit-html.js';
import { live } from '/web/lit/directives/live.js';
import { aborted, debounced, get, Latest, post } from '/web/api.js';
import { go } from '/web/address.js';
import { Chart } from '/web/chart.js';
import { hueClass, nameOf, place } from '/web/languages.js';
import { languageTag, titleLink } from '/web/passage.js';
import { count, failure, figure } from '/web/texts.js';

const TYPING = 300;
const POINTS = 3000;
const HITS = 10;
const MARKS = ['●', '■', '▲', '◆'];

/** Passages as points of a plane, coloured by language, with a query among them. */
export class MapView {
  #root;
  #context;
  #chart;
  #latest = new Latest();
  #asking = new Latest();
  #values = {};
  #shown;
  #asked;
  #hidden = new Set();
  #state = { map: undefined, hits: [] };
  #type = debounced(TYPING, (q) => go({ q }, { replace: true }));

  constructor(root, context) {
    this.#root = root;
    this.#context = context;
    this.#render();
    const canvas = root.querySelector('canvas');
    this.#chart = new Chart(canvas, () => this.#zoomed(), (point) => go({ doc: point.id }));
    canvas.addEventListener('pointermove', (event) => this.#hover(event));
    canvas.addEventListener('pointerleave', () => (root.querySelector('.hover').hidden = true));
  }

  leave() {
    this.#latest.next();
    this.#asking.next();
  }

  update(values) {
    this.#values = values;
    const wanted = String(this.#balanced);
    if (wanted !== this.#shown) {
      this.#shown = wanted;
      this.#load();
    }
    const asked = `${wanted} ${values.q ?? ''}`;
    if (asked !== this.#asked) {
      this.#asked = asked;
      this.#ask();
    }
    this.#render();
  }

  get #balanced() {
    return this.#values.balanced === 'true';
  }

  async #load() {
    const signal = this.#latest.next();
    try {
      const map = await get(this.#context.path(`map?limit=${POINTS}&balanced=${this.#balanced}`), signal);
      this.#state = { ...this.#state, map, wrong: '' };
      this.#chart.show(map.points);
      this.#context.announce(`A map of ${count(map.points.length, 'passage')}`);
    } catch (error) {
      if (aborted(error)) return;
      this.#state = { ...this.#state, wrong: error.message };
    }
    this.#render();
  }

  /** The query's place and the passages that answer it. */
  async #ask() {
    const signal = this.#asking.next();
    const query = this.#values.q?.trim();
    if (!query) {
      this.#state = { ...this.#state, hits: [] };
      this.#chart.mark(undefined, new Map());
      this.#render();
      return;
    }
    try {
      const [map, found] = await Promise.all([
        get(this.#context.path(`map?limit=0&balanced=${this.#balanced}&q=${encodeURIComponent(query)}`), signal),
        post(this.#context.path('search'), { query, k: HITS, mode: 'dense' }, signal),
      ]);
      this.#state = { ...this.#state, hits: found.hits, wrong: '' };
      this.#chart.mark(map.query, new Map(found.hits.map((hit, i) => [hit.id, i + 1])));
      this.#context.announce(`The query is on the map, with ${count(found.hits.length, 'passage')} near to it`);
    } catch (error) {
      if (aborted(error)) return;
      this.#state = { ...this.#state, hits: [], wrong: error.message };
    }
    this.#render();
  }

  #zoomed() {
    const zoom = this.#root.querySelector('.zoom');
    if (zoom) zoom.textContent = `${figure(this.#chart?.zoom ?? 1, 1)}×`;
  }

  /** Says which passage is under the pointer. */
  #hover(event) {
    const hover = this.#root.querySelector('.hover');
    const point = event.buttons ? undefined : this.#chart.at(event.offsetX, event.offsetY);
    hover.hidden = !point;
    event.target.classList.toggle('pointing', Boolean(point));
    if (!point) return;
    render(html`${languageTag(point.language)} <bdi lang=${point.language}>${point.title || point.id}</bdi>`, hover);
    const width = event.target.clientWidth;
    hover.style.insetInlineStart = `${Math.min(event.offsetX + 14, width - 220)}px`;
    hover.style.insetBlockStart = `${event.offsetY + 14}px`;
  }

  #toggle(code) {
    if (!this.#hidden.delete(code)) this.#hidden.add(code);
    this.#chart.hide(this.#hidden);
    this.#render();
  }

  #only(codes) {
    this.#hidden = new Set(codes);
    this.#chart.hide(this.#hidden);
    this.#render();
  }

  #render() {
    render(
      html`<h1>Map</h1>
        <p class="lead">Passages by how their vectors differ, seen from where the differences are largest. Drag to move, scroll or pinch to come nearer.</p>
        ${failure(this.#state.wrong)}
        <form class="ask small" role="search" @submit=${(event) => event.preventDefault()}>
          <label class="visually-hidden" for="placed">A query to place on the map</label>
          <input id="placed" type="search" dir="auto" autocomplete="off" maxlength="10000" placeholder="Place a query on the map" .value=${live(this.#values.q ?? '')}
            @input=${(event) => { this.#values = { ...this.#values, q: event.target.value }; this.#type(event.target.value); }}>
          <label class="check"><input type="checkbox" .checked=${live(this.#balanced)} @change=${() => go({ balanced: this.#balanced ? '' : 'true' })}>
            Take each language’s mean off</label>
        </form>
        <div class="mapped">
          <div class="board">
            <canvas tabindex="0" role="img" aria-label=${this.#description()} aria-describedby="keys"></canvas>
            <div class="hover" hidden></div>
            <div class="zooming" role="group" aria-label="Zoom"><button aria-label="Nearer" @click=${() => this.#chart.zoomBy(1.5)}>+</button>
              <button aria-label="Farther" @click=${() => this.#chart.zoomBy(1 / 1.5)}>−</button>
              <button aria-label="Whole map" @click=${() => this.#chart.reset()}>⤢</button><span class="zoom soft"></span></div>
            <p id="keys" class="hint">Keys: + and − for the distance, arrows to move, 0 for the whole map.</p>
          </div>
          ${this.#legend()}
        </div>
        ${this.#hits()} ${this.#table()}`,
      this.#root,
    );
  }

  #description() {
    const { map } = this.#state;
    if (!map) return 'A map of passages, not here yet';
    const [x, y] = map.explained;
    return `A map of ${count(map.points.length, 'passage')} of ${count(map.passages, 'passage')}; it shows ${figure(100 * (x + y), 0)} percent of how they differ.
      The tables below say the same in words.`;
  }

  #legend() {
    const { languages } = this.#context.index;
    return html`<fieldset class="legend"><legend>Languages</legend>
      ${languages.map((code) => html`<label class=${hueClass(code)}><input type="checkbox" .checked=${live(!this.#hidden.has(code))} @change=${() => this.#toggle(code)}>
        <span class="mark" aria-hidden="true">${MARKS[place(code) % MARKS.length]}</span>${nameOf(code)}</label>`)}
      <p class="actions"><button type="button" class="quiet" @click=${() => this.#only([])}>All</button>
        <button type="button" class="quiet" @click=${() => this.#only(languages)}>None</button></p></fieldset>`;
  }

  #hits() {
    if (!this.#state.hits.length) return nothing;
    return html`<section class="near"><h2>Nearest to the query</h2><ol>${this.#state.hits.map(
      (hit) => html`<li>${languageTag(hit.language)} ${titleLink(hit)} <span class="note" title="cosine">${figure(hit.score)}</span></li>`,
    )}</ol></section>`;
  }

  /** Where the languages lie, for those who do not see the map. */
  #table() {
    const { map } = this.#state;
    if (!map) return nothing;
    const groups = Map.groupBy(map.points, (point) => point.language);
    const mean = (points, axis) => points.reduce((sum, point) => sum + point[axis], 0) / points.length;
    return html`<details><summary>The map as a table</summary>
      <p>Across it shows ${figure(100 * map.explained[0], 1)} percent of all differences, upwards ${figure(100 * map.explained[1], 1)}.</p>
      <table><caption class="visually-hidden">Where the middle of each language lies</caption>
        <thead><tr><th scope="col">Language</th><th scope="col">Passages</th><th scope="col">Across</th><th scope="col">Up</th></tr></thead>
        <tbody>${[...groups].map(([code, points]) => html`<tr><th scope="row">${nameOf(code)}</th><td>${points.length}</td>
          <td>${figure(mean(points, 'x'))}</td><td>${figure(mean(points, 'y'))}</td></tr>`)}</tbody></table></details>`;
  }
}
