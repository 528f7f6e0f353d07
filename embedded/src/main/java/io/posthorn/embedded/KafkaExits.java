package io.posthorn.embedded;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.apache.kafka.common.utils.Exit;
import org.jspecify.annotations.Nullable;

/**
 * Kafka ends its process when it cannot go on. The process is ours, so what Kafka wanted is logged and told to those who
 * listen, and the process lives on. One for the process, as Kafka's own switch is.
 */
final class KafkaExits {
    private static final System.Logger LOG = System.getLogger(KafkaExits.class.getName());
    private static final List<Consumer<String>> LISTENERS = new CopyOnWriteArrayList<>();

    static {
        Exit.setExitProcedure((status, message) -> refused("exit", status, message));
        Exit.setHaltProcedure((status, message) -> refused("halt", status, message));
        // A broker is stopped by its owner, in the owner's order.
        Exit.setShutdownHookAdder((_, _) -> {});
    }

    private KafkaExits() {}

    static void listen(Consumer<String> listener) {
        LISTENERS.add(listener);
    }

    static void forget(Consumer<String> listener) {
        LISTENERS.remove(listener);
    }

    private static void refused(String how, int status, @Nullable String message) {
        String reason = "Kafka wanted to " + how + " with status " + status + (message == null ? "" : ": " + message);
        LOG.log(System.Logger.Level.ERROR, reason);
        LISTENERS.forEach(listener -> listener.accept(reason));
    }
}
