package io.posthorn.platform.outbox;

import io.posthorn.wire.Blob;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The outbox of one schema. Its table is {@code io/posthorn/platform/outbox/outbox.sql}, which the service's own
 * migration contains.
 *
 * <p>Order: records leave in the order of their ids, which are drawn when they are appended. Two transactions that append
 * for the same key at once may commit the other way round; where the order of a key matters, its writers exclude each
 * other, by locking the row that the record tells of, before they append.
 */
public final class Outbox {
    /** The most records of one append. */
    public static final int MAX_RECORDS = 1000;

    private static final Pattern SCHEMA = Pattern.compile("[a-z_][a-z0-9_]{0,62}");

    private static final String APPEND = """
            insert into ${schema}.outbox (account, topic, partition_key, partition_number, payload)
            select account, topic, partition_key, partition_number, payload
            from unnest($1::text[], $2::text[], $3::text[], $4::int[], $5::bytea[])
                with ordinality as record(account, topic, partition_key, partition_number, payload, position)
            order by position""";

    private final String schema;
    private final String append;

    private Outbox(String schema) {
        this.schema = schema;
        this.append = APPEND.replace("${schema}", schema);
    }

    /**
     * The outbox in {@code schema}.
     *
     * @throws IllegalArgumentException when that is not a plain lower-case name
     */
    public static Outbox in(String schema) {
        if (!SCHEMA.matcher(schema).matches()) {
            throw new IllegalArgumentException("a schema's name is of the form " + SCHEMA);
        }
        return new Outbox(schema);
    }

    /** The schema that the outbox is in. */
    public String schema() {
        return schema;
    }

    /**
     * Appends {@code records} in order, in the transaction that {@code connection} is in: they are sent if it commits.
     * {@link OutboxRelay#nudge} afterwards spares them the poll interval.
     */
    public Uni<Void> append(SqlConnection connection, List<OutboxRecord> records) {
        if (records.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        if (records.size() > MAX_RECORDS) {
            throw new IllegalArgumentException("at most " + MAX_RECORDS + " records are appended at once");
        }
        return connection.preparedQuery(append).execute(columns(records)).replaceWithVoid();
    }

    private static Tuple columns(List<OutboxRecord> records) {
        return Tuple.tuple()
                .addValue(records.stream().map(each -> each.account().value()).toArray(String[]::new))
                .addValue(records.stream().map(OutboxRecord::topic).toArray(String[]::new))
                .addValue(records.stream().map(OutboxRecord::key).toArray(String[]::new))
                .addValue(records.stream().map(OutboxRecord::partition).toArray(Integer[]::new))
                .addValue(records.stream()
                        .map(OutboxRecord::payload)
                        .map(Blob::bytes)
                        .map(Buffer::buffer)
                        .toArray(Buffer[]::new));
    }
}
