package io.posthorn.signer.identity;

import io.posthorn.platform.AccountId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * An access key of an account's root that configuration brings in.
 *
 * @param account the account, made if it is not there
 * @param accessKeyId the key's id: 1 to 128 characters of {@code [A-Za-z0-9_-]}
 * @param secret its secret: 1 to 128 printable ASCII characters
 */
public record BootstrapKey(AccountId account, String accessKeyId, String secret) {
    private static final Pattern KEY_ID = Pattern.compile("[A-Za-z0-9_-]{1,128}");
    private static final Pattern SECRET = Pattern.compile("[!-~]{1,128}");

    public BootstrapKey {
        if (!KEY_ID.matcher(accessKeyId).matches()) {
            throw new IllegalArgumentException("an access key id is of the form " + KEY_ID);
        }
        if (!SECRET.matcher(secret).matches()) {
            throw new IllegalArgumentException("a secret is 1 to 128 printable ASCII characters");
        }
    }

    /**
     * Reads {@code account:keyId:secret} entries, separated by commas.
     *
     * @throws IllegalArgumentException naming the place and fault of the first bad entry, and never its content
     */
    public static List<BootstrapKey> parse(String text) {
        List<BootstrapKey> keys = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (String entry : text.split(",", -1)) {
            if (!entry.isBlank()) {
                BootstrapKey key = parse(entry.strip(), keys.size() + 1);
                if (!ids.add(key.accessKeyId())) {
                    throw bad(keys.size() + 1, "repeats the access key id of one before it");
                }
                keys.add(key);
            }
        }
        return keys;
    }

    private static BootstrapKey parse(String entry, int position) {
        int first = entry.indexOf(':');
        int second = entry.indexOf(':', first + 1);
        if (first < 0 || second < 0) {
            throw bad(position, "is not of the form account:accessKeyId:secret");
        }
        try {
            return new BootstrapKey(
                    new AccountId(entry.substring(0, first)),
                    entry.substring(first + 1, second),
                    entry.substring(second + 1));
        } catch (IllegalArgumentException e) {
            throw bad(position, "is not valid: " + e.getMessage());
        }
    }

    private static IllegalArgumentException bad(int position, String fault) {
        return new IllegalArgumentException("posthorn.signer.bootstrap.accounts: entry " + position + " " + fault);
    }

    /** Whose key and its id only. */
    @Override
    public String toString() {
        return "BootstrapKey[" + accessKeyId + " of " + account + "]";
    }
}
