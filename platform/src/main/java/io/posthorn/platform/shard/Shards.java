package io.posthorn.platform.shard;

import io.posthorn.platform.AccountId;
import java.nio.charset.StandardCharsets;

/**
 * How queues are spread over shards. The number is fixed when a system is installed and the function never changes:
 * rows, Kafka partitions and routes all follow from it, so a different answer for a queue would lose sight of its
 * messages.
 *
 * <p>The function: FNV-1a with 64 bits over the UTF-8 bytes of account, 0x00, region, 0x00, name; then MurmurHash3's
 * 64-bit finalizer (FNV alone spreads its last bytes poorly); then the unsigned remainder by {@code count}. None of the
 * three may hold 0x00, so different queues never collide by concatenation.
 *
 * @param count the number of shards, 1 to 1024
 */
public record Shards(int count) {
    /** The number of shards of an installation that does not choose one. */
    public static final int DEFAULT_COUNT = 64;

    /** The most shards that an installation may have: each is a Kafka partition and a lease. */
    public static final int MAX_COUNT = 1024;

    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    public Shards {
        if (count < 1 || count > MAX_COUNT) {
            throw new IllegalArgumentException("there are 1 to " + MAX_COUNT + " shards");
        }
    }

    /** The {@value #DEFAULT_COUNT} shards of an installation that does not choose. */
    public static Shards standard() {
        return new Shards(DEFAULT_COUNT);
    }

    /** The shard of the queue, 0 to {@code count - 1}. */
    public int of(AccountId account, String region, String name) {
        long hash = fnv(FNV_OFFSET, account.value());
        hash = fnv(separate(hash), region);
        hash = fnv(separate(hash), name);
        return (int) Long.remainderUnsigned(finish(hash), count);
    }

    private static long separate(long hash) {
        return hash * FNV_PRIME;
    }

    private static long fnv(long seed, String text) {
        long hash = seed;
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (each & 0xff)) * FNV_PRIME;
        }
        return hash;
    }

    private static long finish(long hash) {
        long mixed = hash;
        mixed = (mixed ^ (mixed >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ (mixed >>> 33);
    }
}
