package io.posthorn.embedded;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A process that runs PostgreSQL on a folder until it is killed. */
final class PostgresHolder {
    private PostgresHolder() {}

    public static void main(String[] arguments) throws InterruptedException {
        EmbeddedPostgres postgres =
                EmbeddedPostgres.builder().dataFolder(Path.of(arguments[0])).start();
        System.out.println(postgres.pid());
        System.out.println(postgres.jdbcUrl());
        new CountDownLatch(1).await();
    }
}
