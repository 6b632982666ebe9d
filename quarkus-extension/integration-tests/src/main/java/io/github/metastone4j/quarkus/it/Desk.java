package io.github.metastone4j.quarkus.it;

import dev.langchain4j.agent.tool.Tool;
import io.github.metastone4j.nano.Calculator;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A calculator that remembers what it was asked. */
@Singleton
public class Desk {

    private final Calculator calculator = new Calculator();
    private final List<String> computed = new CopyOnWriteArrayList<>();

    /** What it has computed, in order. */
    public List<String> computed() {
        return List.copyOf(computed);
    }

    @Tool("Computes an arithmetic expression exactly")
    public String calculator(String expression) {
        computed.add(expression);
        return calculator.calculator(expression);
    }
}
