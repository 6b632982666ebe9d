/**
 * Text with formulas in it, as nodes: a small part of LaTeX becomes MathML, the rest stays text. What cannot be read as a
 * formula is shown as it was written.
 */
const MATHML = 'http://www.w3.org/1998/Math/MathML';

/* A dollar that has a space within, or a digit behind it, is money. */
const FORMULA =
  /\$\$([\s\S]+?)\$\$|(?<!\\)\$(?!\s)((?:\\.|[^$\\\n])+?)(?<!\s)\$(?!\d)|\\\(([\s\S]+?)\\\)|\\\[([\s\S]+?)\\\]/g;

const SYMBOLS = {
  times: '×', cdot: '·', div: '÷', pm: '±', le: '≤', leq: '≤', ge: '≥', geq: '≥', ne: '≠', neq: '≠', approx: '≈',
  to: '→', Rightarrow: '⇒', infty: '∞', pi: 'π', alpha: 'α', beta: 'β', gamma: 'γ', theta: 'θ', lambda: 'λ', mu: 'μ',
  sigma: 'σ', phi: 'φ', omega: 'ω', Delta: 'Δ', sum: '∑', prod: '∏', int: '∫', circ: '∘', degree: '°', percent: '%',
  ldots: '…', dots: '…', '%': '%', '$': '$', '{': '{', '}': '}', ',': ' ', ';': ' ', '!': '', ' ': ' ', quad: ' ',
};

/** The nodes for a text. */
export function maths(text) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(FORMULA)) {
    nodes.push(...bare(text.slice(end, match.index)));
    nodes.push(formula(match[1] ?? match[2] ?? match[3] ?? match[4], match[0]));
    end = match.index + match[0].length;
  }
  nodes.push(...bare(text.slice(end)));
  return nodes;
}

/** The same for the ear. */
export function spoken(text) {
  let plain = text.replace(FORMULA, (whole, ...groups) => groups.slice(0, 4).find((group) => group !== undefined));
  for (let before = ''; before !== plain; ) {
    before = plain;
    plain = plain
      .replace(/\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}/g, '$1/$2')
      .replace(/\\sqrt\s*\{([^{}]*)\}/g, 'the root of $1')
      .replace(/\\(?:boxed|text|mathrm|textbf|mathbf)\s*\{([^{}]*)\}/g, '$1');
  }
  return plain.replace(/\\([a-zA-Z]+|.)/g, (whole, name) => (Object.hasOwn(SYMBOLS, name) ? SYMBOLS[name] : name));
}

/** Formulas without dollars around them: \boxed{...} and \frac{...}{...} stand in plain text, too. */
function bare(text) {
  const nodes = [];
  let rest = text;
  for (;;) {
    const start = rest.search(/\\(boxed|d?frac|sqrt)\s*\{/);
    const end = start < 0 ? -1 : closing(rest, start);
    if (end < 0) {
      if (rest) {
        nodes.push(plain(rest));
      }
      return nodes;
    }
    if (start > 0) {
      nodes.push(plain(rest.slice(0, start)));
    }
    nodes.push(formula(rest.slice(start, end), rest.slice(start, end)));
    rest = rest.slice(end);
  }
}

function plain(text) {
  return document.createTextNode(text.replaceAll('\\$', '$'));
}

/** Where a command with its groups ends; -1 if a brace is missing yet. */
function closing(text, start) {
  let at = text.indexOf('{', start);
  let depth = 0;
  for (; at < text.length; at++) {
    depth += text[at] === '{' ? 1 : text[at] === '}' ? -1 : 0;
    if (depth === 0 && !/^\s*\{/.test(text.slice(at + 1))) {
      return at + 1;
    }
  }
  return -1;
}

function formula(source, asWritten) {
  try {
    return element('math', new Reader(source).all());
  } catch {
    return document.createTextNode(asWritten);
  }
}

function element(name, children, text) {
  const node = document.createElementNS(MATHML, name);
  if (text !== undefined) {
    node.textContent = text;
  }
  node.append(...children);
  return node;
}

class Reader {
  constructor(text) {
    this.text = text;
    this.at = 0;
    this.depth = 0;
  }

  /** Nodes up to a closing brace or the end. */
  all() {
    if (++this.depth > 20) {
      throw new Error('too deep');
    }
    const nodes = [];
    while (this.at < this.text.length && this.text[this.at] !== '}') {
      const node = this.atom();
      if (node) {
        nodes.push(this.scripts(node));
      }
    }
    this.depth--;
    return nodes;
  }

  /** What a command or a script is applied to. */
  group() {
    while (this.text[this.at] === ' ') {
      this.at++;
    }
    if (this.at === this.text.length) {
      throw new Error('there is nothing to apply it to');
    }
    if (this.text[this.at] !== '{') {
      return element('mrow', [this.atom() ?? element('mrow', [])]);
    }
    this.at++;
    const row = element('mrow', this.all());
    if (this.text[this.at++] !== '}') {
      throw new Error('a brace is missing');
    }
    return row;
  }

  /** An argument without braces is one character: \frac12 is a half. */
  argument() {
    const digit = /^\s*(\d)/.exec(this.text.slice(this.at));
    if (!digit) {
      return this.group();
    }
    this.at += digit[0].length;
    return element('mn', [], digit[1]);
  }

  scripts(base) {
    let below = null;
    let above = null;
    while (this.text[this.at] === '_' || this.text[this.at] === '^') {
      const sign = this.text[this.at++];
      if (sign === '_') {
        below = this.group();
      } else {
        above = this.group();
      }
    }
    if (below && above) {
      return element('msubsup', [base, below, above]);
    }
    return below ? element('msub', [base, below]) : above ? element('msup', [base, above]) : base;
  }

  atom() {
    const rest = this.text.slice(this.at);
    const number = /^\d+(?:[.,]\d+)*/.exec(rest);
    if (number) {
      this.at += number[0].length;
      return element('mn', [], number[0]);
    }
    const command = /^\\([a-zA-Z]+|.)/.exec(rest);
    if (command) {
      this.at += command[0].length;
      return this.command(command[1]);
    }
    const word = this.word(rest);
    if (word) {
      return word;
    }
    const c = rest[0];
    if (c === '{') {
      return this.group();
    }
    this.at++;
    if (/\s/.test(c)) {
      return null;
    }
    return /[\p{L}]/u.test(c) ? element('mi', [], c) : element('mo', [], c === '*' ? '×' : c === '-' ? '−' : c);
  }

  /** Letters that stand apart, as units and "or" do, are no product of variables. */
  word(rest) {
    const letters = /^\p{L}{2,}(?=$|[\s}.,;])/u.exec(rest)?.[0];
    const before = this.text[this.at - 1] ?? ' ';
    if (!letters || !/[\s{]/.test(before)) {
      return null;
    }
    this.at += letters.length;
    const space = '\u00a0'; // an ordinary one at the edge of an element is not drawn
    const goesOn = /^\s+(?!\p{L}{2})[^\s}]/u.test(rest.slice(letters.length));
    return element('mtext', [], (/\s/.test(before) && this.at > letters.length ? space : '') + letters + (goesOn ? space : ''));
  }

  /** As they are written, spaces too. */
  words() {
    const words = /^\s*\{([^{}]*)\}/.exec(this.text.slice(this.at));
    if (!words) {
      return element('mtext', [], this.group().textContent);
    }
    this.at += words[0].length;
    return element('mtext', [], words[1].replace(/^\s+|\s+$/g, '\u00a0'));
  }

  command(name) {
    if (name === 'boxed') {
      const box = this.group();
      box.setAttribute('class', 'boxed');
      return box;
    }
    if (name === 'frac' || name === 'dfrac' || name === 'tfrac') {
      return element('mfrac', [this.argument(), this.argument()]);
    }
    if (name === 'sqrt') {
      const degree = /^\s*\[([^\]]*)\]/.exec(this.text.slice(this.at));
      this.at += degree ? degree[0].length : 0;
      const radicand = this.argument();
      return degree ? element('mroot', [radicand, element('mrow', new Reader(degree[1]).all())]) : element('msqrt', [radicand]);
    }
    if (name === 'text' || name === 'mathrm' || name === 'textbf' || name === 'mathbf') {
      return this.words();
    }
    if (name === 'left' || name === 'right') {
      return null;
    }
    if (Object.hasOwn(SYMBOLS, name)) {
      return element('mo', [], SYMBOLS[name]);
    }
    throw new Error('unknown command');
  }
}
