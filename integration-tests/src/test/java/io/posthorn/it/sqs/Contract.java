package io.posthorn.it.sqs;

import io.posthorn.it.endpoint.BlackBox;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Clauses of the contract: each test has queues of its own, so all run at the same time, for most of them wait. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@BlackBox
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(ExecutionMode.CONCURRENT)
@interface Contract {}
