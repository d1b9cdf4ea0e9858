/** Names, directions and colours of languages. */

const names = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'code' });

/** Far from each other for neighbours in the alphabet: 137.5 degrees a step. */
const HUES = 24;
const STEP = 137.5;

let codes = [];

/** Says which languages there are; each gets a colour of its own as long as there are not more than 24. */
export function know(languages) {
  codes = [...languages].sort();
}

/** A language's name in English, for example Swahili. */
export function nameOf(code) {
  try {
    return names.of(code);
  } catch {
    return code;
  }
}

/** The place of a language among those that there are. */
export function place(code) {
  return Math.max(0, codes.indexOf(code));
}

/** The class that gives an element the colour of a language. */
export function hueClass(code) {
  return `hue-${place(code) % HUES}`;
}

/** The colour of a language for drawing. */
export function colour(code, dark) {
  const hue = ((place(code) % HUES) * STEP) % 360;
  return dark ? `oklch(76% 0.13 ${hue})` : `oklch(54% 0.14 ${hue})`;
}
