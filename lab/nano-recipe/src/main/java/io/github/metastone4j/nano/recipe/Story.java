package io.github.metastone4j.nano.recipe;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A situation from which problems are told: an opening, things that happen, a question. */
final class Story {

    private static final List<String> AGAIN = List.of("Then ", "Later ", "After that ", "");
    private static final List<String> REPLIES = List.of("The answer is {answer}.", "So the answer is {answer}.");

    private final Phrase pronoun;
    private final List<Clause> asides;
    private final List<Clause> openings = new ArrayList<>();
    private final List<Clause> events = new ArrayList<>();
    private final List<Clause> questions = new ArrayList<>();

    Story(Phrase pronoun, List<Clause> asides) {
        this.pronoun = pronoun;
        this.asides = asides;
    }

    List<Clause> openings() {
        return openings;
    }

    List<Clause> events() {
        return events;
    }

    List<Clause> questions() {
        return questions;
    }

    /** Tells a problem that takes exactly the given number of steps, or returns null where this attempt came out otherwise. */
    @Nullable
    NanoProblem tell(int operations, RandomGenerator random) {
        // Now and then the story tells more than the question needs.
        int surplus = random.nextInt(4) == 0 ? Numbers.between(1, 2, random) : 0;
        List<Clause> plot = plot(operations + surplus, random);
        if (plot == null) {
            return null;
        }
        Scene scene = new Scene(random);
        List<String> told = new ArrayList<>();
        for (Clause clause : plot) {
            if (!clause.happen(scene)) {
                return null;
            }
            told.add(clause.text().in(scene));
        }
        if (!(scene.term('x') instanceof Step solution) || solution.all().size() != operations) {
            return null;
        }
        Clause question = plot.get(plot.size() - 1);
        List<String> replies = new ArrayList<>(question.repliesIn(scene));
        replies.add(REPLIES.get(random.nextInt(REPLIES.size())));
        String text = sentences(plot, told, scene);
        return new NanoProblem(text, Integer.toString(solution.value()), operations, solution, replies);
    }

    /** Chooses an opening, a question, and between them as many events as there are steps to fill. */
    private @Nullable List<Clause> plot(int operations, RandomGenerator random) {
        List<Clause> plot = new ArrayList<>();
        plot.add(draw(openings, random));
        Clause question = draw(questions, random);
        int missing = operations - plot.get(0).steps() - question.steps();
        while (missing > 0) {
            Clause event = events.isEmpty() ? null : draw(events, random);
            if (event == null || event.steps() > missing || plot.contains(event)) {
                return null;
            }
            plot.add(event);
            missing -= event.steps();
        }
        if (missing < 0 || (question.afterLoss() && !plot.get(plot.size() - 1).takesAway())) {
            return null;
        }
        plot.add(question);
        return plot;
    }

    /** Joins what was told: up to three verbs share a subject, and now and then an aside comes between. */
    private String sentences(List<Clause> plot, List<String> told, Scene scene) {
        RandomGenerator random = scene.random();
        int last = plot.size() - 1;
        int aside = random.nextInt(8) == 0 ? random.nextInt(last) : -1;
        StringBuilder text = new StringBuilder(told.get(0));
        int verbs = plot.get(0).standsAlone() ? 0 : 1; // in the sentence that is still open, 0: none is
        for (int i = 1; i <= last; i++) {
            if (i - 1 == aside) {
                text.append(verbs > 0 ? ". " : " ").append(aside(scene));
                verbs = 0;
            }
            if (i == last || plot.get(i).standsAlone()) {
                text.append(verbs > 0 ? ". " : " ").append(told.get(i));
                verbs = 0;
            } else if (verbs == 1 && random.nextInt(3) > 0) {
                boolean more = i + 1 < last && !plot.get(i + 1).standsAlone() && i != aside && random.nextBoolean();
                text.append(more ? ", " : " and ").append(told.get(i));
                if (more) {
                    text.append(" and ").append(told.get(++i));
                }
                verbs = 3;
            } else {
                String again = draw(AGAIN, random);
                text.append(verbs > 0 ? ". " : " ").append(again);
                int start = text.length();
                text.append(pronoun.in(scene));
                if (again.isEmpty()) {
                    text.setCharAt(start, Character.toUpperCase(text.charAt(start)));
                }
                text.append(' ').append(told.get(i));
                verbs = 1;
            }
        }
        return text.toString();
    }

    private String aside(Scene scene) {
        Clause aside = draw(asides, scene.random());
        aside.happen(scene);
        return aside.text().in(scene);
    }

    private static <T> T draw(List<T> choices, RandomGenerator random) {
        return choices.get(random.nextInt(choices.size()));
    }
}
