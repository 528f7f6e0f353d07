package io.posthorn.signer.edge;

import java.util.UUID;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Makes request ids: random UUIDs. They tell requests apart and guard nothing, so a fast generator will do. */
final class RequestIds {
    private final Supplier<? extends RandomGenerator> random;

    /** Ids from the generator of the thread that asks. */
    RequestIds(Supplier<? extends RandomGenerator> random) {
        this.random = random;
    }

    String next() {
        RandomGenerator generator = random.get();
        long high = (generator.nextLong() & ~0xF000L) | 0x4000L;
        long low = (generator.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low).toString();
    }
}
