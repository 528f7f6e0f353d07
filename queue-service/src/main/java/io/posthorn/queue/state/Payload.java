package io.posthorn.queue.state;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a message carries. The core never looks inside and never keeps it: it passes from {@link NewMessage} into
 * {@link JournalEntry.Insert}, and receives load it by sequence.
 *
 * @param body UTF-8 bytes of the body, sealed if {@code encryptionKeyId} is present; not copied, not to be changed
 * @param attributes the attributes in the store's own encoding: those of the user, AWSTraceHeader, SenderId,
 *     DeadLetterQueueSourceArn; not copied, not to be changed
 * @param bodyMd5 MD5OfMessageBody as 32 lower-case hexadecimal digits; empty while sealed
 * @param encryptionKeyId the key that body and attributes are sealed with, if they are
 */
public record Payload(
        byte[] body,
        byte[] attributes,
        String bodyMd5,
        @Nullable UUID encryptionKeyId) {

    /** Says the sizes only: what a user sent belongs in no log. */
    @Override
    public String toString() {
        return "Payload[body=" + body.length + " bytes, attributes=" + attributes.length + " bytes]";
    }
}
