package io.posthorn.topic.delivery;

import io.posthorn.wire.Blob;
import java.util.Objects;
import java.util.UUID;

/**
 * What is delivered, in the form of its {@link TargetKind}. It is stored sealed, once for all the deliveries that share it.
 *
 * @param id the same whenever the same content is made again
 */
public record Content(UUID id, Blob bytes) {
    public Content {
        Objects.requireNonNull(id);
        Objects.requireNonNull(bytes);
    }

    /** Which it is, without what is in it. */
    @Override
    public String toString() {
        return "Content[" + id + ", " + bytes.bytes().length + " bytes]";
    }
}
