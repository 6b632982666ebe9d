package io.github.metastone4j.grading;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** The words and signs of LaTeX and plain text that answers are written in, and which of them mean the same. */
final class Vocabulary {

    /** Function names and constants that may stand without a backslash, longest first where one begins another. */
    static final List<String> NAMES = List.of(
            "arcsin",
            "arccos",
            "arctan",
            "infinity",
            "infty",
            "sqrt",
            "sinh",
            "cosh",
            "tanh",
            "sin",
            "cos",
            "tan",
            "cot",
            "sec",
            "csc",
            "log",
            "exp",
            "ln",
            "pi");

    static final Set<String> INVISIBLE = Set.of(
            "left",
            "right",
            "big",
            "Big",
            "bigg",
            "Bigg",
            "bigl",
            "bigr",
            "Bigl",
            "Bigr",
            "displaystyle",
            "textstyle",
            "limits",
            "!",
            "(",
            ")",
            "[",
            "]",
            "rm",
            "bf");
    static final Set<String> SPACES = Set.of(",", ";", ":", " ", "quad", "qquad", "enspace", "thinspace");
    static final Set<String> TEXTS = Set.of(
            "text",
            "textbf",
            "textit",
            "textrm",
            "textnormal",
            "texttt",
            "mbox",
            "mathrm",
            "mathbf",
            "mathit",
            "mathsf",
            "operatorname",
            "boldsymbol");
    /** Of these, what sets single letters as variables and not as units. */
    static final Set<String> BOLD = Set.of("mathbf", "mathit", "boldsymbol", "operatorname", "mathsf");

    static final Map<String, String> SAME = Map.ofEntries(
            Map.entry("dfrac", "frac"),
            Map.entry("tfrac", "frac"),
            Map.entry("cfrac", "frac"),
            Map.entry("dbinom", "binom"),
            Map.entry("tbinom", "binom"),
            Map.entry("leq", "le"),
            Map.entry("leqslant", "le"),
            Map.entry("geq", "ge"),
            Map.entry("geqslant", "ge"),
            Map.entry("lt", "<"),
            Map.entry("gt", ">"),
            Map.entry("infinity", "infty"),
            Map.entry("varnothing", "emptyset"),
            Map.entry("lbrace", "{"),
            Map.entry("rbrace", "}"),
            Map.entry("lbrack", "["),
            Map.entry("rbrack", "]"),
            Map.entry("lvert", "|"),
            Map.entry("rvert", "|"),
            Map.entry("vert", "|"),
            Map.entry("mid", "|"),
            Map.entry("ast", "*"),
            Map.entry("cdot", "*"),
            Map.entry("times", "*"),
            Map.entry("div", "/"),
            Map.entry("colon", ":"),
            Map.entry("varphi", "phi"));
    /** Signs that LaTeX writes with a backslash and plain text without, or the other way round. */
    static final Set<String> SIGNS = Set.of("<", ">", "[", "]", "|", "*", "/", ":", "%");

    static final Map<String, String> UNICODE = Map.ofEntries(
            Map.entry("−", "-"),
            Map.entry("–", "-"),
            Map.entry("×", "*"),
            Map.entry("·", "*"),
            Map.entry("÷", "/"),
            Map.entry("π", "\\pi "),
            Map.entry("∞", "\\infty "),
            Map.entry("√", "\\sqrt "),
            Map.entry("±", "\\pm "),
            Map.entry("≤", "\\le "),
            Map.entry("≥", "\\ge "),
            Map.entry("∪", "\\cup "),
            Map.entry("∈", "\\in "),
            Map.entry("≈", "\\approx "),
            Map.entry("∅", "\\emptyset "),
            Map.entry("ℝ", "\\mathbb{R}"),
            Map.entry("²", "^2"),
            Map.entry("³", "^3"),
            Map.entry("½", "\\frac{1}{2}"),
            Map.entry("¼", "\\frac{1}{4}"),
            Map.entry("¾", "\\frac{3}{4}"),
            Map.entry("°", "\\degree "),
            Map.entry("\u00a0", " "),
            Map.entry("{,}", "\u0001"),
            Map.entry(",\\!", "\u0001"),
            Map.entry("\\$", "\u0002"));

    static final Set<String> GREEK = Set.of(
            "alpha",
            "beta",
            "gamma",
            "delta",
            "epsilon",
            "varepsilon",
            "zeta",
            "eta",
            "theta",
            "iota",
            "kappa",
            "lambda",
            "mu",
            "nu",
            "xi",
            "rho",
            "sigma",
            "tau",
            "phi",
            "chi",
            "psi",
            "omega",
            "Gamma",
            "Delta",
            "Theta",
            "Lambda",
            "Sigma",
            "Phi",
            "Psi",
            "Omega",
            "ell");

    private Vocabulary() {}
}
