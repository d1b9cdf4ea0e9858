import { html, nothing } from '/web/lit/lit-html.js';

/**
 * A text with its marked places.
 *
 * @param spans places as [start, end) in UTF-16 code units, which are those of JavaScript's strings
 * @param sentence one more place, or undefined
 */
export function marked(text, spans = [], sentence = undefined) {
  const cuts = new Set([0, text.length]);
  for (const [start, end] of sentence ? [...spans, sentence] : spans) {
    cuts.add(start).add(end);
  }
  const places = [...cuts].filter((cut) => cut <= text.length).sort((one, other) => one - other);
  const within = (span, start, end) => span[0] <= start && end <= span[1];
  return places.slice(0, -1).map((start, i) => {
    const end = places[i + 1];
    const part = text.slice(start, end);
    const word = spans.some((span) => within(span, start, end)) ? html`<mark>${part}</mark>` : part;
    return sentence && within(sentence, start, end) ? html`<span class="sentence">${word}</span>` : word;
  });
}

/** A number as a person reads it. */
export function figure(value, digits = 3) {
  return Number(value).toFixed(digits);
}

/** One of something, or several. */
export function count(number, one, several = `${one}s`) {
  return `${number.toLocaleString('en')} ${number === 1 ? one : several}`;
}

/** What went wrong, where something did. */
export function failure(message) {
  return message ? html`<p class="failure" role="alert">${message}</p>` : nothing;
}
