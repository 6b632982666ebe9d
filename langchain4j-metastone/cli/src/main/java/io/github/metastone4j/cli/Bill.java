package io.github.metastone4j.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.metastone4j.Reflection;
import io.github.metastone4j.ReflectionTrajectory;
import io.github.metastone4j.ReflectionTrajectory.Ending;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What an answer cost.
 *
 * @param loading of the model
 * @param reasoning from the question to the end of the answer
 */
record Bill(Reflection reflection, Duration loading, Duration reasoning) {

    List<String> lines(Ink ink) {
        int all = reflection.trajectories().size();
        int steps = reflection.winner().steps().size();
        List<String> lines = new ArrayList<>();
        if (reflection.spending().decided()) {
            lines.add("effort    " + reflection.spending().reason());
        }
        lines.add(String.format(
                Locale.ROOT,
                "thinking  %,d tokens in %s; all %s: %,d tokens",
                reflection.winner().thinkingTokens(),
                counted(steps, "step", "steps"),
                counted(all, "trajectory", "trajectories"),
                thinkingTokens()));
        lines.add(String.format(
                Locale.ROOT,
                "time      %.2f s, first token after %.2f s, %,.0f tokens/s",
                seconds(reasoning),
                seconds(reflection.timings().firstToken()),
                tokensPerSecond()));
        lines.add(String.format(Locale.ROOT, "loading   %.2f s", seconds(loading)));
        lines.add("seed      " + reflection.seed());
        return lines.stream().map(ink::dim).toList();
    }

    ObjectNode writeTo(ObjectNode json) {
        json.putObject("usage")
                .put("promptTokens", reflection.promptTokens())
                .put("winnerTokens", reflection.winner().tokens())
                .put("thinkingTokens", thinkingTokens())
                .put("allTokens", reflection.allTokens());
        json.put("seed", reflection.seed());
        var timings = reflection.timings();
        json.putObject("timings")
                .put("loading", loading.toMillis())
                .put("queued", timings.queued().toMillis())
                .put("prefill", timings.prefill().toMillis())
                .put("firstToken", timings.firstToken().toMillis())
                .put("thinking", timings.thinking().toMillis())
                .put("answering", timings.answering().toMillis())
                .put("total", reasoning.toMillis());
        return json;
    }

    private int thinkingTokens() {
        return reflection.trajectories().stream().mapToInt(Bill::thinkingTokens).sum();
    }

    /** What it thought itself: what it inherited, another has paid for. */
    private static int thinkingTokens(ReflectionTrajectory trajectory) {
        int answered = trajectory.ending() == Ending.STOPPED ? 0 : trajectory.tokens() - trajectory.thinkingTokens();
        return Math.max(0, trajectory.drawnTokens() - answered);
    }

    private double tokensPerSecond() {
        return reflection.allTokens() / Math.max(1e-3, seconds(reasoning));
    }

    private static String counted(int number, String one, String many) {
        return number + " " + (number == 1 ? one : many);
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
