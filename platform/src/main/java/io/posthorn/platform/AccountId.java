package io.posthorn.platform;

/**
 * A tenant. Every stored row and every statement begins with it.
 *
 * @param value 12 digits for an AWS account, a folder id of Yandex Cloud, or 16 digits of Alibaba Cloud: 1 to 32
 *     characters of {@code [a-z0-9]}
 */
public record AccountId(String value) {
    private static final int MAX_LENGTH = 32;

    public AccountId {
        if (!isValid(value)) {
            throw new IllegalArgumentException("an account id is 1 to 32 characters of a-z and 0-9");
        }
    }

    /** Whether {@code value} can be the id of an account. Asked of every request, so it is a scan and no regular expression. */
    public static boolean isValid(String value) {
        if (value.isEmpty() || value.length() > MAX_LENGTH) {
            return false;
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return value;
    }
}
