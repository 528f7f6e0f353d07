package io.posthorn.topic.filter;

import java.util.Set;
import software.amazon.event.ruler.GenericMachine;

/** Asks the rule engine about documents that were found to be JSON objects before. */
final class Engine {
    private Engine() {}

    /** The names of the rules that {@code document} fits. */
    static <T> Set<T> match(GenericMachine<T> machine, String document) {
        try {
            return Set.copyOf(machine.rulesForJSONEvent(document));
        } catch (RuntimeException fault) {
            throw fault;
        } catch (Exception unreadable) {
            throw new IllegalStateException("a document that was read before can be read again", unreadable);
        }
    }
}
