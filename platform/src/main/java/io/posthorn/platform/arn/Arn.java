package io.posthorn.platform.arn;

import io.posthorn.platform.AccountId;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * The name of a resource: {@code arn:aws:sqs:eu-west-1:123456789012:orders}, or in Yandex Cloud
 * {@code yrn:yc:ymq:ru-central1:b1gfolder:orders}. Prints exactly what was parsed.
 *
 * @param scheme {@code arn} or {@code yrn}
 * @param partition such as {@code aws}, {@code aws-cn} or {@code yc}
 * @param service such as {@code sqs} or {@code ymq}
 * @param region empty for services without regions, such as {@code iam}
 * @param account the owner's account or folder; empty where the service's names have none
 * @param resource everything after the fifth colon, verbatim: it may hold colons and slashes
 */
public record Arn(String scheme, String partition, String service, String region, String account, String resource) {
    /** The longest name that is read, in characters: the limit that AWS declares for ARNs. */
    public static final int MAX_LENGTH = 2048;

    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,64}");
    private static final Pattern OPTIONAL_NAME = Pattern.compile("[a-zA-Z0-9-]{0,64}");
    private static final int PARTS = 6;

    public Arn {
        if (!scheme.equals("arn") && !scheme.equals("yrn")) {
            throw new IllegalArgumentException("an ARN begins with arn: or yrn:");
        }
        require(NAME, partition, "partition");
        require(NAME, service, "service");
        require(OPTIONAL_NAME, region, "region");
        require(OPTIONAL_NAME, account, "account");
        if (resource.isEmpty()) {
            throw new IllegalArgumentException("an ARN's resource is not empty");
        }
        if (resource.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("an ARN's resource has no control characters");
        }
    }

    /**
     * Reads {@code text}.
     *
     * @throws IllegalArgumentException when it is not an ARN; the message says what is wrong without repeating it
     */
    public static Arn parse(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("an ARN has at most " + MAX_LENGTH + " characters");
        }
        String[] parts = text.split(":", PARTS);
        if (parts.length != PARTS) {
            throw new IllegalArgumentException("an ARN is scheme:partition:service:region:account:resource");
        }
        return new Arn(parts[0], parts[1], parts[2], parts[3], parts[4], parts[5]);
    }

    /** A resource of {@code service} in the {@code aws} partition. */
    public static Arn aws(String service, String region, AccountId account, String resource) {
        return new Arn("arn", "aws", service, region, account.value(), resource);
    }

    /** An Amazon SQS queue. */
    public static Arn sqs(String region, AccountId account, String name) {
        return aws("sqs", region, account, name);
    }

    /** A Yandex Message Queue queue: the account is the folder. */
    public static Arn ymq(String region, AccountId folder, String name) {
        return new Arn("yrn", "yc", "ymq", region, folder.value(), name);
    }

    /**
     * The account that owns the resource.
     *
     * @throws IllegalArgumentException when the name has no account, or one that is not an {@link AccountId}
     */
    public AccountId owner() {
        return new AccountId(account);
    }

    @Override
    public String toString() {
        return scheme + ':' + partition + ':' + service + ':' + region + ':' + account + ':' + resource;
    }

    private static void require(Pattern form, String part, String name) {
        Objects.requireNonNull(part);
        if (!form.matcher(part).matches()) {
            throw new IllegalArgumentException("an ARN's " + name + " is not of the form " + form);
        }
    }
}
