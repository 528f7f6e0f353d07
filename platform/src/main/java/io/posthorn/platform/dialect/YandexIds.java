package io.posthorn.platform.dialect;

import java.util.UUID;

/** Ids as Yandex Message Queue writes them. */
public final class YandexIds {
    private YandexIds() {}

    /** 128 bits as four numbers in hexadecimal, without zeros in front. */
    public static String of(long high, long low) {
        return Integer.toHexString((int) (high >>> 32)) + "-" + Integer.toHexString((int) high) + "-"
                + Integer.toHexString((int) (low >>> 32)) + "-" + Integer.toHexString((int) low);
    }

    /** The request id {@code uuid} as its four numbers and its 32 digits, by which it is found in logs; others stay. */
    public static String requestId(String uuid) {
        try {
            UUID id = UUID.fromString(uuid);
            return of(id.getMostSignificantBits(), id.getLeastSignificantBits()) + "-" + uuid.replace("-", "");
        } catch (IllegalArgumentException _) {
            return uuid;
        }
    }
}
