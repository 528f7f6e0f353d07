package io.posthorn.signer.sigv4;

import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Derived signing keys, kept per (key id, date, region, service). Bounded: past the limit an arbitrary eighth goes.
 * Only keys that verified a request are kept, so a stranger who knows no secret cannot fill it. Thread-safe.
 */
public final class SigningKeys {
    private record Derived(SigningSecret secret, SecretKeySpec key) {}

    private final int maxEntries;
    private final Map<Scope, Derived> kept = new ConcurrentHashMap<>();

    /** Keeps up to {@code maxEntries} derived keys. */
    public SigningKeys(int maxEntries) {
        if (maxEntries < 1) {
            throw new IllegalArgumentException("a cache has room for at least 1 entry");
        }
        this.maxEntries = maxEntries;
    }

    /** Forgets every key derived for {@code accessKeyId}, which was deleted or has a new secret. */
    public void forget(String accessKeyId) {
        kept.keySet().removeIf(scope -> scope.accessKeyId().equals(accessKeyId));
    }

    /** How many derived keys are kept. */
    public int size() {
        return kept.size();
    }

    /** The kept key of {@code scope}, if it was derived from this very secret. */
    @Nullable
    SecretKeySpec find(Scope scope, SigningSecret secret) {
        Derived derived = kept.get(scope);
        return derived != null && derived.secret == secret ? derived.key : null;
    }

    void keep(Scope scope, SigningSecret secret, SecretKeySpec key) {
        if (kept.size() >= maxEntries) {
            makeRoom();
        }
        kept.put(scope, new Derived(secret, key));
    }

    static SecretKeySpec derive(Scope scope, SigningSecret secret, Workspace workspace) {
        SecretKeySpec day = step(secret.key(), scope.date(), workspace);
        SecretKeySpec region = step(day, scope.region(), workspace);
        SecretKeySpec service = step(region, scope.service(), workspace);
        return step(service, Scope.TERMINATOR, workspace);
    }

    private static SecretKeySpec step(SecretKeySpec key, String text, Workspace workspace) {
        return new SecretKeySpec(workspace.hmac(key, text.getBytes(StandardCharsets.UTF_8)), "HmacSHA256");
    }

    private void makeRoom() {
        int excess = Math.max(1, maxEntries / 8);
        Iterator<Scope> scopes = kept.keySet().iterator();
        while (excess-- > 0 && scopes.hasNext()) {
            scopes.next();
            scopes.remove();
        }
    }
}
