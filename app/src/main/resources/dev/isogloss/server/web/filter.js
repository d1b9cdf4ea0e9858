import { html, nothing, render } from '/web/lit/lit-html.js';
import { live } from '/web/lit/directives/live.js';
import { repeat } from '/web/lit/directives/repeat.js';
import { aborted, debounced, get, Latest, lines, remove } from '/web/api.js';
import { go } from '/web/address.js';
import { precisionRecall } from '/web/plot.js';
import { count, failure, figure } from '/web/texts.js';
import { TopicForm } from '/web/topic.js';

const TYPING = 500;
const USUAL = 0.5;
const MOST = 2000;

/** Topics, and which documents meet them from which probability on. */
export class FilterView {
  #root;
  #context;
  #form;
  #latest = new Latest();
  #scoring = new Latest();
  #values = {};
  #asked;
  #texts = '';
  #state = { topics: [], points: [], documents: [] };
  #typed = debounced(TYPING, () => this.#score());

  constructor(root, context) {
    this.#root = root;
    this.#context = context;
    this.#render();
    this.#form = new TopicForm(root.querySelector('#topic'), context, (name) => this.#kept(name));
  }

  leave() {
    this.#latest.next();
    this.#scoring.next();
  }

  update(values) {
    this.#values = values;
    if ((values.topic ?? '') !== this.#asked) {
      this.#asked = values.topic ?? '';
      this.#load();
    }
    this.#render();
  }

  get #threshold() {
    return Number(this.#values.p ?? USUAL);
  }

  get #topic() {
    return this.#state.topics.find((one) => one.name === this.#values.topic);
  }

  /** A topic that was kept may be a new one, or another under the name that is shown already. */
  #kept(name) {
    this.#asked = undefined;
    this.#context.announce(`The topic ${name} is kept`);
    go({ topic: name });
  }

  async #load() {
    const signal = this.#latest.next();
    try {
      const { topics } = await get(this.#context.path('topics'), signal);
      this.#state = { ...this.#state, topics, points: [], wrong: '' };
      const topic = this.#topic;
      if (topic?.calibrated) {
        const curve = await get(this.#context.path(`topics/${encodeURIComponent(topic.name)}/curve`), signal);
        this.#state = { ...this.#state, points: curve.points };
      }
      this.#form.show(topic);
      this.#score();
    } catch (error) {
      if (aborted(error)) return;
      this.#state = { ...this.#state, wrong: error.message };
    }
    this.#render();
  }

  async #score() {
    const signal = this.#scoring.next();
    const documents = read(this.#texts);
    if (!this.#topic || !documents.length) {
      this.#state = { ...this.#state, documents: [] };
      this.#render();
      return;
    }
    try {
      const sent = documents.map((one, i) => ({ id: String(i), text: one.text }));
      const answers = await lines(this.#context.path('filter?probability=0'), sent, signal);
      const scored = answers.map((answer) => ({ ...documents[Number(answer.id)], ...answer.topics.find((met) => met.name === this.#values.topic) }));
      scored.sort((one, other) => other.score - one.score);
      this.#state = { ...this.#state, documents: scored, wrong: '' };
      this.#context.announce(this.#passed());
    } catch (error) {
      if (aborted(error)) return;
      this.#state = { ...this.#state, documents: [], wrong: error.message };
    }
    this.#render();
  }

  #passed() {
    const { documents } = this.#state;
    const passed = documents.filter((one) => one.probability >= this.#threshold).length;
    return `${passed} of ${count(documents.length, 'document')} ${passed === 1 ? 'passes' : 'pass'}`;
  }

  #write(text) {
    this.#texts = text;
    this.#typed();
    this.#render();
  }

  async #take(files) {
    const texts = await Promise.all([...files].map((file) => file.text()));
    this.#write([this.#texts, ...texts].map((text) => text.trim()).filter(Boolean).join('\n'));
  }

  async #forget(name) {
    try {
      await remove(this.#context.path(`topics/${encodeURIComponent(name)}`));
      this.#asked = undefined;
      go({ topic: '' });
    } catch (error) {
      this.#state = { ...this.#state, wrong: error.message };
      this.#render();
    }
  }

  #render() {
    const topic = this.#topic;
    render(
      html`<h1>Filter</h1>
        <p class="lead">A topic that stands: write what it is about, judge a few passages, and see which documents it lets through.</p>
        ${failure(this.#state.wrong)}
        <div class="split">
          <section class="panel" aria-label="Topics">
            ${this.#topics()}
            <div id="topic"></div>
            ${topic ? html`<button class="quiet" @click=${() => this.#forget(topic.name)}>Delete the topic ${topic.name}</button>` : nothing}
          </section>
          <section class="sift">${this.#sift(topic)}</section>
        </div>`,
      this.#root,
    );
  }

  #topics() {
    const names = this.#state.topics.map((one) => one.name);
    return html`<div class="pills topics" role="group" aria-label="Kept topics">
      ${names.map((name) => html`<button aria-pressed=${name === this.#values.topic} @click=${() => go({ topic: name })}>${name}</button>`)}
      <button aria-pressed=${!this.#topic} @click=${() => go({ topic: '' })}>New topic</button>
    </div>`;
  }

  #sift(topic) {
    const { points, documents } = this.#state;
    return html`<h2>Documents</h2>
      <label for="documents" class="hint">One a line, as texts or as JSON with an id and a text; files can be dropped here. They are not kept.</label>
      <textarea id="documents" rows="6" dir="auto" .value=${live(this.#texts)} @input=${(event) => this.#write(event.target.value)}
        @dragover=${(event) => event.preventDefault()}
        @drop=${(event) => { if (event.dataTransfer.files.length) { event.preventDefault(); this.#take(event.dataTransfer.files); } }}></textarea>
      <p class="actions"><label class="button file">Choose files<input type="file" multiple accept=".txt,.jsonl,.ndjson,text/plain" class="visually-hidden"
        @change=${(event) => this.#take(event.target.files)}></label></p>
      ${topic
        ? html`<div class="threshold"><label for="threshold">Lowest probability</label> <output for="threshold">${figure(this.#threshold, 2)}</output>
            <input id="threshold" type="range" min="0" max="1" step="0.01" .value=${live(String(this.#threshold))}
              @input=${(event) => go({ p: event.target.value }, { replace: true })}
              @change=${() => this.#context.announce(this.#passed())}></div>
            ${topic.calibrated ? nothing : html`<p class="hint">Nobody has judged examples of this topic: its probabilities are a rule of thumb.</p>`}
            ${points.length ? precisionRecall(points, this.#threshold) : nothing}`
        : html`<p class="empty">Keep a topic, or choose one, and the documents are scored.</p>`}
      ${documents.length ? html`<p class="summary">${this.#passed()}</p>` : nothing}
      <ol class="sifted">${repeat(documents, (one) => one.id, (one) => html`<li class=${one.probability >= this.#threshold ? 'passes' : 'stays'}>
        <span class="verdict">${one.probability >= this.#threshold ? 'passes' : 'stays'}</span>
        <span class="score" title="probability">${figure(one.probability, 2)}</span>
        <span class="text" dir="auto">${one.text}</span></li>`)}</ol>`;
  }
}

/** The documents of a text: a line each, which may be JSON with a text. */
function read(text) {
  return text.split('\n').map((line) => line.trim()).filter(Boolean).slice(0, MOST).map((line, i) => {
    try {
      const value = JSON.parse(line);
      if (typeof value?.text === 'string') return { id: `${i} ${value.id ?? ''}`, text: value.text };
    } catch {
      // a plain text
    }
    return { id: `${i} ${line}`, text: line };
  });
}
