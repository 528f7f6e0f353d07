package io.posthorn.it.process;

/**
 * The PostgreSQL and the Kafka that an installation's processes share.
 *
 * @param jdbcUrl the database, without credentials
 * @param reactiveUrl the same, for Vert.x
 * @param username the database's user
 * @param password its password
 * @param bootstrapServers of Kafka
 */
public record Stores(String jdbcUrl, String reactiveUrl, String username, String password, String bootstrapServers) {
    @Override
    public String toString() {
        return "Stores[" + jdbcUrl + ", " + bootstrapServers + ']';
    }
}
