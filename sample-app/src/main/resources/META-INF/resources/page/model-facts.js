const WHOLE = new Intl.NumberFormat('en');
const NUMBER = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });

function bytes(count) {
  const units = ['bytes', 'kB', 'MB', 'GB'];
  const power = Math.min(3, Math.floor(Math.log10(Math.max(count, 1)) / 3));
  return `${NUMBER.format(count / 1000 ** power)} ${units[power]}`;
}

function count(number) {
  return number >= 1e9 ? `${NUMBER.format(number / 1e9)} billion` : `${NUMBER.format(number / 1e6)} million`;
}

/** One line about the model: which it is, where it runs, and what it takes. */
export function describe({ facts, load }) {
  return [
    `${facts.name} on ${facts.device} in ${facts.dtype}`,
    `${facts.layers} layers, ${count(facts.parameters)} parameters, ${bytes(facts.weightBytes)} of weights`,
    `context of ${WHOLE.format(facts.contextLength)} tokens, vocabulary of ${WHOLE.format(facts.vocabulary)}`,
    `cache ${bytes(facts.cacheBytesPerToken)} a token, ${bytes(load.cacheBytes)} in use`,
  ].join(' · ');
}
