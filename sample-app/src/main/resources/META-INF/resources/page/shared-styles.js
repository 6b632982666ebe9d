import { css } from 'lit';

/** What several components look like alike. */
export const shared = css`
  :host {
    display: block;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  h2 {
    margin: 0;
    font: 500 1.25rem/1.3 var(--display);
    letter-spacing: -0.01em;
  }
  :focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 2px;
  }
  .soft {
    color: var(--soft);
    font-size: 0.85rem;
  }
  .hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .quiet {
    padding: 0.35rem 0.75rem;
    border: 1px solid var(--line);
    border-radius: 999px;
    background: none;
    color: var(--soft);
    font: 0.85rem/1.3 var(--text);
    text-decoration: none;
    white-space: nowrap;
    cursor: pointer;
  }
  .quiet:hover {
    color: var(--ink);
    border-color: var(--soft);
  }
  .s0 { background: var(--s0); color: #fff; }
  .s1 { background: var(--s1); color: #fff; }
  .s2 { background: var(--s2); color: #fff; }
  .s3 { background: var(--s3); color: #fff; }
  .s4 { background: var(--s4); color: #fff; }
  .s5 { background: var(--s5); color: #071b16; }
  .s6 { background: var(--s6); color: #06180e; }
  .s7 { background: var(--s7); color: #0e1a08; }
  .s8 { background: var(--s8); color: #191c02; }
  .s9 { background: var(--s9); color: #201c00; }
  @media (prefers-reduced-motion: reduce) {
    * {
      transition: none !important;
      animation: none !important;
    }
  }
`;
