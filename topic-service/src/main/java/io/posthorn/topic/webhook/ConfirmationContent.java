package io.posthorn.topic.webhook;

import io.posthorn.platform.event.Event;
import io.posthorn.platform.event.EventCodec;
import io.posthorn.topic.message.Confirmation;
import io.posthorn.topic.message.Signature;
import java.util.Objects;

/**
 * A confirmation as it is kept until it arrives: the same document, signature and token in every try.
 *
 * @param schemaVersion {@value #SCHEMA_VERSION}
 * @param type what it is
 * @param topicArn the topic
 * @param messageId its id
 * @param token what it asks to send back
 * @param document its JSON
 */
record ConfirmationContent(
        int schemaVersion, Confirmation.Type type, String topicArn, String messageId, String token, String document)
        implements Event {
    static final int SCHEMA_VERSION = 1;
    static final EventCodec<ConfirmationContent> CODEC = EventCodec.of(ConfirmationContent.class, SCHEMA_VERSION);

    ConfirmationContent {
        Event.requireVersion(schemaVersion);
        Objects.requireNonNull(type);
        Objects.requireNonNull(topicArn);
        Objects.requireNonNull(messageId);
        Objects.requireNonNull(token);
        Objects.requireNonNull(document);
    }

    static ConfirmationContent of(Confirmation confirmation, Signature signature) {
        return new ConfirmationContent(
                SCHEMA_VERSION,
                confirmation.type(),
                confirmation.topicArn(),
                confirmation.messageId(),
                confirmation.token(),
                confirmation.json(signature));
    }

    /** Neither the token nor the document that holds it. */
    @Override
    public String toString() {
        return "ConfirmationContent[" + type + ", " + messageId + "]";
    }
}
