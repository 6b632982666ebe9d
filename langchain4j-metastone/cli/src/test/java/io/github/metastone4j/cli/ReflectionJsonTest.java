package io.github.metastone4j.cli;

import static org.assertj.core.api.Assertions.assertThatObject;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class ReflectionJsonTest {

    @Test
    void theDocumentHoldsTheWholeStory() throws Exception {
        JsonNode expected = new ObjectMapper()
                .readTree(
                        """
                        {
                          "question": "What is 12 + 30 - 5?",
                          "answer": "It is \\\\boxed{37}.",
                          "complete": true,
                          "selection": {
                            "index": 1,
                            "selector": "best-score",
                            "aggregator": "geometric-mean",
                            "reason": "trajectory 2 of 2 has the highest geometric mean of step scores, 0.900 (runner-up 0.200)",
                            "scores": [0.2, 0.9]
                          },
                          "effort": {
                            "trajectories": 2, "confidence": 1, "pruning": 0, "end": "all",
                            "waves": [{"begun": 2, "agreement": null}], "pruned": []
                          },
                          "trajectories": [
                            {
                              "index": 0, "score": 0.2, "fallback": false,
                              "steps": [
                                {"text": "Add 12 and 30: 12 + 30 = 43.", "score": 0.25},
                                {"text": "So 43 - 5 = 38.", "score": 0.16}
                              ],
                              "thinkingTokens": 20, "tokens": 30, "ending": "closed", "finalAnswer": null,
                              "logProbability": -4.5
                            },
                            {
                              "index": 1, "score": 0.9, "fallback": false,
                              "steps": [
                                {"text": "First, 12 + 30 = 42.", "score": 0.81},
                                {"text": "Taking 5 away gives 42 - 5 = 37.", "score": 1.0}
                              ],
                              "thinkingTokens": 21, "tokens": 31, "ending": "closed", "finalAnswer": null,
                              "logProbability": -4.5
                            }
                          ],
                          "usage": {"promptTokens": 15, "winnerTokens": 31, "thinkingTokens": 41, "allTokens": 61},
                          "seed": 7,
                          "timings": {
                            "loading": 800, "queued": 1, "prefill": 2, "firstToken": 30, "thinking": 400,
                            "answering": 70, "total": 500
                          }
                        }
                        """);
        JsonNode written = new ObjectMapper()
                .readTree(ReflectionJson.of(Script.QUESTION, Script.bill()).toString());
        assertThatObject(written)
                .matches(document -> document.equals(ReflectionJsonTest::almost, expected), expected.toPrettyString());
    }

    private static int almost(JsonNode one, JsonNode other) {
        boolean equal = one.isNumber() ? Math.abs(one.asDouble() - other.asDouble()) < 1e-9 : one.equals(other);
        return equal ? 0 : 1;
    }
}
