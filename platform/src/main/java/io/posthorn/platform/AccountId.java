package io.posthorn.platform;

import java.util.regex.Pattern;

/**
 * A tenant. Every stored row and every statement begins with it.
 *
 * @param value 12 digits for an AWS account, a folder id of Yandex Cloud, or 16 digits of Alibaba Cloud: 1 to 32
 *     characters of {@code [a-z0-9]}
 */
public record AccountId(String value) {
    private static final Pattern FORM = Pattern.compile("[a-z0-9]{1,32}");

    public AccountId {
        if (!FORM.matcher(value).matches()) {
            throw new IllegalArgumentException("an account id is 1 to 32 characters of a-z and 0-9");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
