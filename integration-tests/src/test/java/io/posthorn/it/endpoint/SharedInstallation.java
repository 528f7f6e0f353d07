package io.posthorn.it.endpoint;

import io.posthorn.it.process.StandaloneProcess;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Hands an {@link Installation} to tests that leave it as they found it: the one that the environment names, or else a
 * standalone process that all of them share.
 */
public final class SharedInstallation implements ParameterResolver {
    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(SharedInstallation.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Installation.class;
    }

    @Override
    public Installation resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(Running.class, _ -> Running.start(), Running.class)
                .installation;
    }

    /** Closed with the store that holds it, at the end of all tests. */
    private static final class Running implements AutoCloseable {
        private final Installation installation;
        private final @Nullable StandaloneProcess process;

        private Running(Installation installation, @Nullable StandaloneProcess process) {
            this.installation = installation;
            this.process = process;
        }

        static Running start() {
            Optional<Installation> given = Installation.from(System.getenv());
            if (given.isPresent()) {
                return new Running(given.get(), null);
            }
            StandaloneProcess started = StandaloneProcess.start("shared");
            return new Running(started.installation(), started);
        }

        @Override
        public void close() {
            if (process != null) {
                process.close();
            }
        }
    }
}
