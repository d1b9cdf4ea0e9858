import { html, nothing } from '/web/lit/lit-html.js';
import { link } from '/web/address.js';
import { hueClass, nameOf } from '/web/languages.js';
import { figure, marked } from '/web/texts.js';

/** The language of a passage, by name and colour. */
export function languageTag(code) {
  return html`<span class="tag ${hueClass(code)}"><span class="dot" aria-hidden="true"></span>${nameOf(code)}</span>`;
}

/** The title of a passage as a link that opens it; where it has none, its id. */
export function titleLink(passage, places = []) {
  const title = passage.title || passage.id;
  return html`<a class="title" href=${link({ doc: passage.id })} lang=${passage.language} dir="auto"
    >${marked(title, passage.title ? places : [])}</a>`;
}

/** The text of a passage in its own direction. */
export function passageText(passage, places = [], sentence = undefined) {
  return html`<p class="text" lang=${passage.language} dir="auto">${marked(passage.text, places, sentence)}</p>`;
}

/** What each retriever said of a hit. */
function parts(hit) {
  if (!hit.explain) return nothing;
  const said = Object.entries(hit.explain);
  return html`<ul class="parts" aria-label="What the retrievers say">${said.map(
    ([name, part]) => html`<li><b>${name}</b> no. ${part.rank} <span class="soft">${figure(part.score)}</span></li>`,
  )}</ul>`;
}

/**
 * A passage in a list.
 *
 * @param note what stands beside the language, for example a score
 * @param actions what one can do with it
 */
export function card(hit, { note = nothing, actions = nothing } = {}) {
  const places = hit.highlights;
  return html`<article class="card ${hueClass(hit.language)}">
    <div class="line">${languageTag(hit.language)}<span class="note">${note}</span></div>
    <h2>${titleLink(hit, places?.title)}</h2>
    ${passageText(hit, places?.text, places?.sentence?.span)}
    ${parts(hit)}
    <div class="actions">${actions}</div>
  </article>`;
}

/** A passage in few lines, for narrow columns. */
export function shortCard(hit, note = nothing) {
  return html`<article class="card short ${hueClass(hit.language)}">
    <div class="line">${languageTag(hit.language)}<span class="note">${note}</span></div>
    <h3>${titleLink(hit)}</h3>
    ${passageText(hit)}
  </article>`;
}
