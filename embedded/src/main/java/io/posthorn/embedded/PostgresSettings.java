package io.posthorn.embedded;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * The server's configuration, written anew before each start.
 *
 * @param port on 127.0.0.1
 * @param socketFolder where the Unix socket is made, if its path is short enough
 * @param durable whether an answered commit survives a loss of power; without, tests run faster
 */
record PostgresSettings(int port, Path socketFolder, boolean durable) {
    static final int MAX_CONNECTIONS = 60;
    /** The system's limit of 107 bytes, less the socket's own name. */
    private static final int MAX_SOCKET_FOLDER = 90;

    static final String ACCESS = """
            local all all scram-sha-256
            host all all 127.0.0.1/32 scram-sha-256
            """;

    boolean hasSocket() {
        String folder = socketFolder.toString();
        return folder.length() <= MAX_SOCKET_FOLDER
                && folder.chars().allMatch(c -> c > ' ' && c < 0x7f && c != ',' && c != '"' && c != '\'' && c != '\\');
    }

    String text() {
        Map<String, String> settings = new TreeMap<>();
        settings.put("listen_addresses", "127.0.0.1");
        settings.put("port", Integer.toString(port));
        settings.put("unix_socket_directories", hasSocket() ? socketFolder.toString() : "");
        settings.put("unix_socket_permissions", "0700");
        settings.put("password_encryption", "scram-sha-256");
        settings.put("timezone", "UTC");

        settings.put("max_connections", Integer.toString(MAX_CONNECTIONS));
        settings.put("shared_buffers", durable ? "96MB" : "32MB");
        settings.put("work_mem", "4MB");
        settings.put("maintenance_work_mem", "32MB");
        settings.put("huge_pages", "off");
        settings.put("jit", "off");
        // Statements are small and many: extra worker processes cost memory and give nothing.
        settings.put("io_method", "sync");
        settings.put("max_worker_processes", "2");
        settings.put("max_parallel_workers", "0");
        settings.put("max_parallel_workers_per_gather", "0");
        settings.put("max_logical_replication_workers", "0");
        settings.put("autovacuum_worker_slots", "2");
        settings.put("autovacuum_max_workers", "2");
        // Queue tables turn over quickly.
        settings.put("autovacuum_naptime", "15s");

        settings.put("fsync", durable ? "on" : "off");
        settings.put("synchronous_commit", durable ? "on" : "off");
        settings.put("full_page_writes", durable ? "on" : "off");
        settings.put("wal_level", "minimal");
        settings.put("max_wal_senders", "0");
        settings.put("wal_buffers", "8MB");
        settings.put("min_wal_size", "128MB");
        settings.put("max_wal_size", "1GB");
        settings.put("checkpoint_timeout", "10min");
        settings.put("checkpoint_completion_target", "0.9");

        // Errors are told to the client; their statements and keys, which may hold secrets, are nobody else's.
        settings.put("log_destination", "stderr");
        settings.put("logging_collector", "off");
        settings.put("log_line_prefix", "");
        settings.put("log_min_messages", "log");
        settings.put("log_min_error_statement", "panic");
        settings.put("log_error_verbosity", "terse");
        settings.put("log_statement", "none");
        settings.put("log_checkpoints", "off");

        StringBuilder text = new StringBuilder();
        settings.forEach(
                (name, value) -> text.append(name).append(" = '").append(value).append("'\n"));
        return text.toString();
    }
}
