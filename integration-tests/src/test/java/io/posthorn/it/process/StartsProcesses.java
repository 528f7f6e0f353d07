package io.posthorn.it.process;

import io.posthorn.it.endpoint.Installation;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * A test of processes that it starts itself, and may kill: skipped when the product to be tested runs elsewhere. Nothing
 * else runs beside it, for a start takes the machine.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(ProcessLogs.class)
@Isolated
@DisabledIfEnvironmentVariable(
        named = Installation.ENDPOINT,
        matches = ".+",
        disabledReason = "the product to be tested runs elsewhere")
public @interface StartsProcesses {}
