package io.github.metastone4j.conformance;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a competent model answers when the suite asks. It calls a tool only if the prompt offers it, and ends by telling what
 * the tools said.
 *
 * <p>In what it says and calls, {@code $1} is the first group of the question's pattern, and {@code $result} what a tool
 * said last.
 */
final class ScriptedAssistant {

    private static final String STORY = "Once upon a time a fox, an owl and an old bear shared a forest. "
            + "The fox knew all the paths. The owl knew all the stars. The bear knew where the honey was. "
            + "One winter the paths were covered with snow, and the clouds hid the stars. "
            + "So they sat down around the honey and told each other stories until spring.";

    /** How to answer one kind of question: what is written in each round. */
    private record Skill(Pattern question, List<Round> rounds) {}

    /** Something to say, or tools to call. */
    private sealed interface Round {}

    private record Say(String text) implements Round {}

    private record Call(String tool, String arguments) {}

    private record Calls(List<Call> calls) implements Round {}

    /** The first whose pattern is found in the question answers, or else the first whose is found in the whole prompt. */
    private static final List<Skill> SKILLS = List.of(
            // Chat models
            skill("capital of Germany", say("The capital of Germany is Berlin.")),
            skill("Translate: 'I love you'", say("Ich liebe dich.")),
            skill("favorite color is (\\w+).*What is my favorite color", say("Your favorite color is $1.")),
            skill("Say '(Hello World)'", say("$1")),
            skill("long story about animals", say(STORY)),
            skill("^(?:hello|hi)$", say("Hello! How can I help you today?")),
            skill(
                    "weather in (\\w+) and time in (\\w+)",
                    calls(call("getWeather", "{'city': '$1'}"), call("getTime", "{'country': '$2'}"))),
            skill("weather in (\\w+)", calls(call("getWeather", "{'city': '$1'}"))),
            skill("I live in (\\w+)", calls(call("getWeather", "{'city': '$1'}"))),
            skill("time now\\? Use the get_current_time", calls(call("get_current_time", "{}"))),

            // AI services: one value
            skill("time now", calls(call("currentTime", "{}"))),
            skill("date today", calls(call("currentDate", "{}"))),
            skill("Take a photo", calls(call("takePhoto", "{}"))),
            skill("tool 'modify' for argument '(\\d+)'", calls(call("modify", "{'arg0': $1}"))),
            skill("username with ID ([0-9a-f-]+)", calls(call("getUsernameFromId", "{'arg0': '$1'}"))),
            skill(
                    "temperature in (\\w+) in celsius",
                    calls(call("currentTemperature", "{'arg0': '$1', 'arg1': 'CELSIUS'}"))),

            // AI services: arithmetic
            skill(
                    "How much is (\\d+) plus (\\d+)\\? How much is (\\d+) plus (\\d+)",
                    calls(call("add", "{'arg0': $1, 'arg1': $2}"), call("add", "{'arg0': $3, 'arg1': $4}"))),
            skill("How much is (\\d+) plus (\\d+)", calls(call("add", "{'arg0': $1, 'arg1': $2}"))),
            skill("add (\\d+) to the previous result", calls(call("add", "{'arg0': $result, 'arg1': $1}"))),
            skill(
                    "First add (\\d+) and (\\d+).*then multiply the result by (\\d+)",
                    calls(call("add", "{'arg0': $1, 'arg1': $2}")),
                    calls(call("multiply", "{'arg0': $result, 'arg1': $3}"))),

            // AI services: structures
            skill(
                    "(Klaus) is (37) years old, (1.78)m height and single",
                    calls(call("process", "{'arg0': {'name': '$1', 'age': $2, 'height': $3, 'married': false}}"))),
            skill(
                    "(Klaus) lives in (Langley Falls)",
                    calls(call("process", "{'arg0': {'name': '$1', 'address': {'city': '$2'}}}"))),
            skill(
                    "(Francine) has 2 children: (Steve) and (Hayley)",
                    calls(call(
                            "process",
                            "{'arg0': {'name': '$1', 'children': [{'name': '$2', 'children': []},"
                                    + " {'name': '$3', 'children': []}]}}"))),
            skill(
                    "(Klaus) is (42) years old and (Francine) is (47) years old",
                    calls(call("process", "{'arg0': {'$1': $2, '$3': $4}}"))),
            skill("following names: (\\w+) and (\\w+)", calls(call("processNames", "{'arg0': ['$1', '$2']}"))),
            skill("following colors: (\\w+) and (\\w+)", calls(call("process", "{'arg0': ['$1', '$2']}"))),
            skill("following integers: (\\d+), (\\d+)", calls(call("processNumbers", "{'arg0': [$1, $2]}"))),
            skill(
                    "following people: (\\w+) and (\\w+)",
                    calls(call("process", "{'arg0': [{'name': '$1'}, {'name': '$2'}]}"))));

    private ScriptedAssistant() {}

    private static Skill skill(String question, Round... rounds) {
        return new Skill(Pattern.compile(question, Pattern.DOTALL), List.of(rounds));
    }

    private static Round say(String text) {
        return new Say(text);
    }

    private static Round calls(Call... calls) {
        return new Calls(List.of(calls));
    }

    private static Call call(String tool, String arguments) {
        return new Call(tool, arguments.replace('\'', '"'));
    }

    /** What it writes after its thinking. */
    static String answer(Conversation conversation) {
        for (String asked : List.of(conversation.question(), conversation.text())) {
            for (Skill skill : SKILLS) {
                Matcher matcher = skill.question.matcher(asked);
                if (matcher.find()) {
                    return conversation.answers() < skill.rounds.size()
                            ? write(skill.rounds.get(conversation.answers()), matcher, conversation)
                            : "The answer is " + String.join(" and ", conversation.results()) + ".";
                }
            }
        }
        throw new IllegalStateException("nothing is scripted for the question '" + conversation.question() + "'");
    }

    private static String write(Round round, MatchResult asked, Conversation conversation) {
        if (round instanceof Say say) {
            return filled(say.text, asked, conversation);
        }
        return ((Calls) round)
                .calls.stream().map(call -> write(call, asked, conversation)).collect(joining("\n"));
    }

    private static String write(Call call, MatchResult asked, Conversation conversation) {
        if (!conversation.offers(call.tool)) {
            return "I would need the tool " + call.tool + " for that.";
        }
        String arguments = filled(call.arguments, asked, conversation);
        return "<tool_call>\n{\"name\": \"" + call.tool + "\", \"arguments\": " + arguments + "}\n</tool_call>";
    }

    private static String filled(String template, MatchResult asked, Conversation conversation) {
        String filled = template.replace("$result", conversation.lastResult());
        for (int group = 1; group <= asked.groupCount(); group++) {
            filled = filled.replace("$" + group, asked.group(group));
        }
        return filled;
    }
}
