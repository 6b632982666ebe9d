package io.github.metastone4j.selection;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;

/** One decision among candidates: their scores, the rule that can decide, the winner and the sentence that explains it. */
final class Contest {

    private static final int LONGEST_ANSWER = 40;

    private final List<Candidate> candidates;
    private final Aggregator aggregator;
    private final List<Score> scores;
    private final boolean scored;
    private final boolean answered;

    Contest(List<Candidate> candidates, Aggregator aggregator) {
        if (candidates.isEmpty()) {
            throw new IllegalArgumentException("there is no candidate to select; pass at least one trajectory");
        }
        this.candidates = candidates;
        this.aggregator = aggregator;
        this.scores = candidates.stream()
                .map(candidate -> Score.of(candidate, aggregator))
                .toList();
        this.scored = scores.stream().anyMatch(score -> !score.fallback());
        this.answered = candidates.stream().anyMatch(candidate -> candidate.answer() != null);
    }

    Selection decide(Selector asked) {
        Selector able = able(asked);
        Verdict verdict =
                switch (able) {
                    case BEST_SCORE -> bestScore();
                    case MAJORITY -> vote("most votes", position -> 1);
                    case WEIGHTED_MAJORITY ->
                        vote("the highest sum of scores", position -> scores.get(position)
                                .value());
                    case FIRST -> new Verdict(0, "comes first");
                    case LOG_PROBABILITY ->
                        extreme(
                                "is the most probable, with log-probability ",
                                Candidate::logProbability,
                                Contest::plain);
                    case SHORTEST ->
                        extreme(
                                "is the shortest, with a token count of ",
                                candidate -> -candidate.tokens(),
                                count -> plain(-count));
                };
        return new Selection(
                candidates.get(verdict.position).index(), able, aggregator, scores, reason(asked, able, verdict));
    }

    /** The rule asked for, or the one it hands over to. */
    private Selector able(Selector asked) {
        return switch (asked) {
            case BEST_SCORE -> scored ? asked : answered ? Selector.MAJORITY : Selector.LOG_PROBABILITY;
            case MAJORITY -> answered ? asked : able(Selector.BEST_SCORE);
            case WEIGHTED_MAJORITY -> answered && scored ? asked : able(Selector.BEST_SCORE);
            case FIRST, LOG_PROBABILITY, SHORTEST -> asked;
        };
    }

    private Verdict bestScore() {
        double[] values = scores.stream().mapToDouble(Score::value).toArray();
        int best = argmax(values);
        String because = "has the highest " + aggregator.phrase() + ", " + lead(values, best, Contest::plain);
        long unscored = scores.stream().filter(Score::fallback).count();
        return new Verdict(
                best, unscored == 0 ? because : because + "; " + unscored + " without a scored step counted as 0");
    }

    private Verdict extreme(String because, ToDoubleFunction<Candidate> value, DoubleFunction<String> format) {
        double[] values = candidates.stream().mapToDouble(value).toArray();
        int best = argmax(values);
        return new Verdict(best, because + lead(values, best, format));
    }

    private Verdict vote(String what, ToDoubleFunction<Integer> weight) {
        Map<String, List<Integer>> byAnswer = new LinkedHashMap<>();
        for (int position = 0; position < candidates.size(); position++) {
            String answer = candidates.get(position).answer();
            if (answer != null) {
                byAnswer.computeIfAbsent(answer, unseen -> new ArrayList<>()).add(position);
            }
        }
        List<List<Integer>> parties = List.copyOf(byAnswer.values());
        double[] votes = parties.stream()
                .mapToDouble(party -> party.stream().mapToDouble(weight).sum())
                .toArray();
        int elected = argmax(votes);
        List<Integer> party = parties.get(elected);
        double[] within = party.stream()
                .mapToDouble(position -> scores.get(position).value())
                .toArray();
        int position = party.get(argmax(within));
        String answer = abbreviate(String.valueOf(candidates.get(position).answer()));
        return new Verdict(
                position,
                "gives the answer with " + what + ", '" + answer + "': " + lead(votes, elected, Contest::plain));
    }

    private String reason(Selector asked, Selector able, Verdict verdict) {
        int number = candidates.get(verdict.position).index() + 1;
        int last = candidates.stream().mapToInt(Candidate::index).max().orElseThrow() + 1;
        String sentence = "trajectory " + number + " of " + last + " " + verdict.because;
        return able == asked ? sentence : missing(asked) + ", so " + able + " decides: " + sentence;
    }

    private String missing(Selector asked) {
        boolean answersMissing = !answered && (asked.needsAnswers() || !scored);
        boolean scoresMissing = !scored && (asked.needsScores() || !answered);
        return answersMissing && scoresMissing
                ? "no trajectory has a scored step or an answer"
                : answersMissing ? "no trajectory has an answer" : "no trajectory has a scored step";
    }

    /** The winning value and how far behind the next one is. */
    private static String lead(double[] values, int best, DoubleFunction<String> format) {
        double next = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < values.length; i++) {
            next = i == best ? next : Math.max(next, values[i]);
        }
        String winner = format.apply(values[best]);
        if (values.length == 1) {
            return winner;
        }
        return winner + (next == values[best] ? " (a tie; the first wins)" : " (runner-up " + format.apply(next) + ")");
    }

    private static int argmax(double[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            best = values[i] > values[best] ? i : best;
        }
        return best;
    }

    private static String plain(double value) {
        if (value == Math.rint(value) && Math.abs(value) < 1e9) {
            return String.valueOf((long) value);
        }
        return String.format(
                Locale.ROOT, Math.abs(value) < 1e-3 ? "%.2e" : Math.abs(value) < 1 ? "%.3f" : "%.2f", value);
    }

    private static String abbreviate(String answer) {
        return answer.length() <= LONGEST_ANSWER ? answer : answer.substring(0, LONGEST_ANSWER) + "...";
    }

    /** Where the winner stands in the list, and the end of the sentence that begins with its name. */
    private record Verdict(int position, String because) {}
}
