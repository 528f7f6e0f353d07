package io.posthorn.wire;

import java.util.Locale;

/** How a record component without {@link WireName} is called on the wire. */
public enum MemberNames {
    /** The first letter in upper case, as the AWS JSON and query APIs do: {@code queueUrl} is {@code QueueUrl}. */
    CAPITALIZED {
        @Override
        String of(String component) {
            return component.substring(0, 1).toUpperCase(Locale.ROOT) + component.substring(1);
        }
    },
    /** As declared, as the REST-JSON APIs do: {@code brokerId} is {@code brokerId}. */
    AS_DECLARED {
        @Override
        String of(String component) {
            return component;
        }
    };

    abstract String of(String component);
}
