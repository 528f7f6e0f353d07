package io.posthorn.it.endpoint;

import io.posthorn.it.process.ProcessLogs;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/** A test that takes an {@link Installation} as it is, shares it with others, and leaves it whole. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith({SharedInstallation.class, ProcessLogs.class})
public @interface BlackBox {}
