package io.posthorn.it.endpoint;

import io.posthorn.it.process.StandaloneProcess;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Hands an {@link Installation} to tests that leave it as they found it: the one that the environment names, or else a
 * standalone process that all of them share for as long as their JVM runs. It is not kept in a store of JUnit's: where tests
 * run in several JVMs, each class is a run of its own there.
 */
public final class SharedInstallation implements ParameterResolver {
    /** Started when a test asks for it first. */
    private static final class Running {
        private static final Installation INSTALLATION =
                Installation.from(System.getenv()).orElseGet(Running::start);

        private static Installation start() {
            StandaloneProcess started =
                    StandaloneProcess.start("shared-" + ProcessHandle.current().pid());
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                started.kill();
                started.close();
            }));
            return started.installation();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Installation.class;
    }

    @Override
    public Installation resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return Running.INSTALLATION;
    }
}
