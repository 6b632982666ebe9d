/** How scores are written and coloured. */

/** One of ten classes of colour. */
export function colour(score) {
  return `s${Math.min(9, Math.max(0, Math.floor(score * 10)))}`;
}

/** As on a terminal: three digits. */
export function exact(score) {
  return score.toFixed(3);
}

/** Two digits for small places: .67 */
export function short(score) {
  return score >= 0.995 ? '1' : score.toFixed(2).slice(1);
}
