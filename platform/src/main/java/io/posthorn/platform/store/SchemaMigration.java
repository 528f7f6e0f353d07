package io.posthorn.platform.store;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/**
 * Brings a service's own schema to the version that the service was built for. Every service keeps its history in its
 * own schema, so that services sharing a database are upgraded apart. Of replicas starting together one migrates and the
 * others wait.
 */
public final class SchemaMigration {
    private SchemaMigration() {}

    /**
     * Migrates {@code schema} with the scripts at {@code classpath:db/<schema>}; blocks until it is done.
     *
     * @throws org.flywaydb.core.api.FlywayException when a script fails or one that ran before was changed; the schema
     *     is then as before the failed script
     */
    public static void run(DataSource dataSource, String schema) {
        Flyway.configure(Thread.currentThread().getContextClassLoader())
                .dataSource(dataSource)
                .schemas(schema)
                .defaultSchema(schema)
                .locations("classpath:db/" + schema)
                .validateMigrationNaming(true)
                .cleanDisabled(true)
                .load()
                .migrate();
    }
}
