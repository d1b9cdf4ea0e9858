import { html, nothing, render } from '/web/lit/lit-html.js';
import { live } from '/web/lit/directives/live.js';
import { repeat } from '/web/lit/directives/repeat.js';
import { get, post, put } from '/web/api.js';
import { languageTag } from '/web/passage.js';
import { failure } from '/web/texts.js';

const OFFERED = 8;
const NAMED = 100;
const NAME = '[A-Za-z0-9][A-Za-z0-9_\\-]{0,63}';

/** The form in which a topic is written: its name, what it is about, and judged examples. */
export class TopicForm {
  #root;
  #context;
  #saved;
  #draft = { name: '', query: '', examples: [] };
  #wrong = '';

  /**
   * An empty form.
   *
   * @param saved called with the topic's name when the server has it
   */
  constructor(root, context, saved) {
    this.#root = root;
    this.#context = context;
    this.#saved = saved;
    this.#render();
  }

  /** Shows a topic that the server has, or an empty form. */
  show(topic) {
    const definition = topic?.definition ?? {};
    const judged = (definition.judged ?? []).map((one) => ({ ...one, shown: one.text ?? one.id }));
    this.#draft = { name: topic?.name ?? '', query: definition.query ?? definition.description ?? '', examples: judged };
    this.#wrong = '';
    this.#render();
    this.#name(judged.filter((one) => one.id !== undefined).slice(0, NAMED));
  }

  /** Titles come later than ids; where one cannot be had the id stays. */
  async #name(judged) {
    const passages = await Promise.allSettled(judged.map((one) => get(this.#context.path(`documents/${encodeURIComponent(one.id)}`))));
    const known = new Map(passages.filter((one) => one.value).map(({ value }) => [value.id, value]));
    const named = (one) => (known.has(one.id) ? { ...one, language: known.get(one.id).language, shown: known.get(one.id).title || one.id } : one);
    this.#change({ examples: this.#draft.examples.map(named) });
  }

  #change(changes) {
    this.#draft = { ...this.#draft, ...changes };
    this.#render();
  }

  /** Puts passages that are near to the topic under the examples, for the reader to judge. */
  async #offer() {
    try {
      const { hits } = await post(this.#context.path('search'), { query: this.#draft.query, k: OFFERED, mode: 'dense' });
      const there = new Set(this.#draft.examples.map((one) => one.id));
      const fresh = hits.filter((hit) => !there.has(hit.id)).map((hit) => ({ id: hit.id, language: hit.language, shown: hit.title || hit.text }));
      this.#wrong = '';
      this.#change({ examples: [...this.#draft.examples, ...fresh] });
      this.#context.announce(`${fresh.length} passages to judge`);
    } catch (error) {
      this.#wrong = error.message;
      this.#render();
    }
  }

  #add(event) {
    event.preventDefault();
    const field = this.#root.querySelector('#own');
    const text = field.value.trim();
    if (text) this.#change({ examples: [...this.#draft.examples, { text, shown: text }] });
    field.value = '';
  }

  #judge(example, relevant) {
    this.#change({ examples: this.#draft.examples.map((one) => (one === example ? { ...one, relevant } : one)) });
  }

  async #save(event) {
    event.preventDefault();
    const { name, query, examples } = this.#draft;
    const judged = examples.filter((one) => one.relevant !== undefined)
      .map(({ id, text, relevant }) => (text === undefined ? { id, relevant } : { text, relevant }));
    try {
      await put(this.#context.path(`topics/${encodeURIComponent(name)}`), judged.length ? { query, judged } : { query });
      this.#wrong = '';
      this.#render();
      this.#saved(name);
    } catch (error) {
      this.#wrong = error.message;
      this.#render();
    }
  }

  #render() {
    const { name, query, examples } = this.#draft;
    render(
      html`<form class="topic" @submit=${(event) => this.#save(event)}>
        <label>Name <input type="text" required maxlength="64" pattern=${NAME} title="letters, digits, - and _" placeholder="bees"
          autocomplete="off" .value=${live(name)} @input=${(event) => this.#change({ name: event.target.value })}></label>
        <label>What it is about <textarea rows="2" required dir="auto" placeholder="how bees find flowers" .value=${live(query)}
          @input=${(event) => this.#change({ query: event.target.value })}></textarea></label>
        <fieldset><legend>Judged examples</legend>
          <p class="hint">With examples of both kinds probabilities are fitted; without, they are a rule of thumb.</p>
          <ul class="examples">${repeat(examples, (one) => one.id ?? one.text, (one) => this.#example(one))}</ul>
          <p class="actions">
            <button type="button" ?disabled=${!query.trim()} @click=${() => this.#offer()}>Find passages to judge</button>
          </p>
          <label for="own">A text of your own</label>
          <div class="beside"><input id="own" type="text" dir="auto" autocomplete="off"
            @keydown=${(event) => { if (event.key === 'Enter') this.#add(event); }}>
            <button type="button" @click=${(event) => this.#add(event)}>Add</button></div>
        </fieldset>
        ${failure(this.#wrong)}
        <button class="strong">Keep the topic</button>
      </form>`,
      this.#root,
    );
  }

  #example(one) {
    return html`<li>
      <span>${one.language ? languageTag(one.language) : nothing} <bdi lang=${one.language ?? nothing}>${one.shown}</bdi></span>
      <span class="judging" role="group" aria-label=${`Judge ${one.shown}`}>
        <button type="button" aria-pressed=${one.relevant === true} @click=${() => this.#judge(one, true)}>Relevant</button>
        <button type="button" aria-pressed=${one.relevant === false} @click=${() => this.#judge(one, false)}>Not</button>
      </span></li>`;
  }
}
