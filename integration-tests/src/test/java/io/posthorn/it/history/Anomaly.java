package io.posthorn.it.history;

import java.util.List;

/**
 * A rule that a history breaks.
 *
 * @param what the message or group in question
 * @param evidence the calls that show it
 */
public record Anomaly(Rule rule, String what, List<Call> evidence) {
    public Anomaly {
        evidence = List.copyOf(evidence);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(rule + ": " + what);
        evidence.forEach(call -> text.append("\n    ").append(call));
        return text.toString();
    }
}
