package io.github.metastone4j.nano.recipe;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonArraySchema;
import dev.langchain4j.model.chat.request.json.JsonNumberSchema;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.random.RandomGenerator;

/**
 * A tool as some application may offer it. Names, parameters and descriptions vary, so that a model learns to copy them from its
 * prompt, not by heart.
 */
record OfferedTool(Kind kind, ToolSpecification specification) {

    /** What tools do. */
    enum Kind {
        CALCULATOR,
        CONVERTER,
        SOLVER,
        STATISTICS,
        OTHER
    }

    /** How tools of a kind are called and described, and what their parameters are; the first of each list is the usual one. */
    private record Wording(List<String> names, List<String> parameters, List<String> descriptions) {}

    private static final Map<Kind, Wording> WORDINGS = Map.of(
            Kind.CALCULATOR,
                    new Wording(
                            List.of(
                                    "calculator",
                                    "calculate",
                                    "compute",
                                    "evaluate",
                                    "calc",
                                    "math",
                                    "arithmetic",
                                    "abacus",
                                    "do_math"),
                            List.of("expression", "expr", "formula", "input", "text", "arg0", "calculation"),
                            List.of(
                                    "Computes an arithmetic expression exactly",
                                    "Evaluates an arithmetic expression",
                                    "Calculates the value of an expression",
                                    "A calculator for + - * /",
                                    "Does the arithmetic",
                                    "Computes sums, differences, products and quotients")),
            Kind.CONVERTER,
                    new Wording(
                            List.of("convert", "convert_units", "unit_converter", "units", "to_unit"),
                            List.of(
                                    "value, from, to",
                                    "amount, from, to",
                                    "value, from_unit, to_unit",
                                    "quantity, source, target"),
                            List.of(
                                    "Converts a value from one unit to another",
                                    "Converts units of length, mass, volume and time",
                                    "Unit conversion")),
            Kind.SOLVER,
                    new Wording(
                            List.of("solve", "solve_equation", "equation", "solver"),
                            List.of("equation", "eq", "problem"),
                            List.of(
                                    "Solves a linear or quadratic equation",
                                    "Solves an equation for its unknown",
                                    "Finds x in an equation")),
            Kind.STATISTICS,
                    new Wording(
                            List.of("statistics", "stats", "describe", "summarize"),
                            List.of("numbers, what", "numbers[], what", "values[], measure", "data, kind"),
                            List.of(
                                    "Computes the mean, median or another figure of numbers",
                                    "Mean, median, sum and others of a list of numbers",
                                    "Statistics of numbers")));

    private static final List<String> OTHERS = List.of(
            "weather(city): The weather in a city",
            "search(query): Searches the web",
            "translate(text, language): Translates a text",
            "send_mail(to, subject, body): Sends a message",
            "get_time(zone): The present time",
            "calendar(date): What is planned for a day",
            "random_number(low, high): Draws a number",
            "remember(note): Keeps a note",
            "news(topic): The latest news",
            "play_music(song): Plays a song",
            "get_price(item): The price of an item",
            "find_user(name): Looks up a user");

    /** The usual tools, as the sample application offers them. */
    static final List<OfferedTool> USUAL =
            List.of(usual(Kind.CALCULATOR), usual(Kind.CONVERTER), usual(Kind.SOLVER), usual(Kind.STATISTICS));

    private static OfferedTool usual(Kind kind) {
        Wording wording = Objects.requireNonNull(WORDINGS.get(kind));
        return new OfferedTool(
                kind,
                specified(
                        wording.names().get(0),
                        wording.parameters().get(0),
                        wording.descriptions().get(0)));
    }

    private static OfferedTool varied(Kind kind, RandomGenerator random) {
        boolean described = random.nextInt(5) > 0;
        if (kind == Kind.OTHER) {
            String[] parts = Sum.pick(OTHERS, random).split("\\(|\\): ", -1);
            return new OfferedTool(kind, specified(parts[0], parts[1], described ? parts[2] : ""));
        }
        Wording wording = Objects.requireNonNull(WORDINGS.get(kind));
        return new OfferedTool(
                kind,
                specified(
                        usually(wording.names(), random),
                        usually(wording.parameters(), random),
                        described ? Sum.pick(wording.descriptions(), random) : ""));
    }

    private static String usually(List<String> choices, RandomGenerator random) {
        return random.nextBoolean() ? choices.get(0) : Sum.pick(choices, random);
    }

    /** What an application offers that has this kind of tool: it alone, the usual tools, or some others beside it in any order. */
    static List<OfferedTool> draw(Kind kind, RandomGenerator random) {
        int variety = random.nextInt(4);
        if (variety == 0 && kind != Kind.OTHER) {
            return USUAL;
        }
        List<OfferedTool> tools = new ArrayList<>();
        tools.add(varied(kind, random));
        if (variety > 1) {
            for (Kind other : Kind.values()) {
                if (other != kind && other != Kind.CALCULATOR && random.nextInt(3) == 0) {
                    tools.add(varied(other, random));
                }
            }
            if (kind != Kind.CALCULATOR && kind != Kind.OTHER && random.nextInt(3) > 0) {
                tools.add(varied(Kind.CALCULATOR, random));
            }
            if (random.nextInt(3) == 0) {
                tools.add(varied(Kind.OTHER, random));
            }
            Collections.shuffle(tools, new Random(random.nextLong()));
        }
        return tools;
    }

    /** The tool of a kind among those that are offered. */
    static OfferedTool of(Kind kind, List<OfferedTool> tools) {
        return tools.stream().filter(tool -> tool.kind == kind).findFirst().orElseThrow();
    }

    private static ToolSpecification specified(String name, String parameters, String description) {
        JsonObjectSchema.Builder schema = JsonObjectSchema.builder();
        for (String parameter : parameters.split(", ", -1)) {
            if (parameter.endsWith("[]")) {
                schema.addProperty(
                        parameter.substring(0, parameter.length() - 2),
                        JsonArraySchema.builder().items(new JsonNumberSchema()).build());
            } else {
                schema.addStringProperty(parameter);
            }
        }
        var tool = ToolSpecification.builder().name(name).parameters(schema.build());
        return (description.isEmpty() ? tool : tool.description(description)).build();
    }

    /** A call of it. The first argument is written as it is where it is a list or a number, all else as text. */
    ToolExecutionRequest call(String... arguments) {
        StringBuilder json = new StringBuilder("{");
        int i = 0;
        for (var property : specification.parameters().properties().entrySet()) {
            String argument = arguments[i];
            boolean list = property.getValue() instanceof JsonArraySchema;
            boolean number = kind == Kind.CONVERTER && i == 0;
            json.append(i++ == 0 ? "" : ", ")
                    .append('"')
                    .append(property.getKey())
                    .append("\": ");
            json.append(list ? "[" + argument + "]" : number ? argument : "\"" + argument + "\"");
        }
        return ToolExecutionRequest.builder()
                .id("call")
                .name(specification.name())
                .arguments(json.append('}').toString())
                .build();
    }
}
