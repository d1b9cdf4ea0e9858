import { html, nothing, svg } from '/web/lit/lit-html.js';
import { figure } from '/web/texts.js';

const SIZE = 260;
const LEFT = 40;
const BOTTOM = 36;
const TICKS = [0, 0.5, 1];

/**
 * The point of a curve at a threshold: everything that is at least so probable is let through.
 *
 * @returns the point, or undefined where nothing is let through
 */
export function pointAt(points, probability) {
  return points
    .filter((point) => point.probability >= probability)
    .reduce((lowest, point) => (lowest && lowest.probability <= point.probability ? lowest : point), undefined);
}

/** Precision by recall on judged texts, with the point of a threshold, and the same as a table. */
export function precisionRecall(points, probability) {
  const here = pointAt(points, probability);
  const x = (recall) => LEFT + recall * SIZE;
  const y = (precision) => 10 + (1 - precision) * SIZE;
  const sorted = [...points].sort((one, other) => one.recall - other.recall || other.probability - one.probability);
  const line = sorted.map((point, i) => `${i ? 'L' : 'M'}${x(point.recall)} ${y(point.precision)}`).join('');
  const said = here
    ? `at a probability of ${figure(probability, 2)}: precision ${figure(here.precision, 2)}, recall ${figure(here.recall, 2)}`
    : `at a probability of ${figure(probability, 2)} nothing passes`;
  return html`<figure class="plot">
    <svg viewBox=${`0 0 ${LEFT + SIZE + 14} ${SIZE + 10 + BOTTOM}`} role="img" aria-label=${`Precision by recall; ${said}`}>
      ${TICKS.map((tick) => svg`<line class="grid" x1=${x(tick)} x2=${x(tick)} y1=${y(0)} y2=${y(1)}></line>
        <line class="grid" x1=${x(0)} x2=${x(1)} y1=${y(tick)} y2=${y(tick)}></line>
        <text x=${x(tick)} y=${y(0) + 16} text-anchor="middle">${tick}</text>
        <text x=${x(0) - 7} y=${y(tick) + 4} text-anchor="end">${tick}</text>`)}
      <text x=${x(0.5)} y=${y(0) + 31} text-anchor="middle">recall</text>
      <text x="-140" y="10" text-anchor="middle" transform="rotate(-90)">precision</text>
      <path class="curve" d=${line}></path>
      ${sorted.map((point) => svg`<circle class="point" cx=${x(point.recall)} cy=${y(point.precision)} r="3"></circle>`)}
      ${here ? svg`<circle class="here" cx=${x(here.recall)} cy=${y(here.precision)} r="8"></circle>` : nothing}
    </svg>
    <figcaption>${said[0].toUpperCase() + said.slice(1)}</figcaption>
    <details><summary>As a table</summary><table><thead><tr><th scope="col">probability</th><th scope="col">precision</th><th scope="col">recall</th></tr></thead>
      <tbody>${sorted.map((point) => html`<tr><td>${figure(point.probability)}</td><td>${figure(point.precision)}</td><td>${figure(point.recall)}</td></tr>`)}</tbody></table></details>
  </figure>`;
}
