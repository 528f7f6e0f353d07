package io.posthorn.signer.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.platform.AccountId;
import io.posthorn.platform.Principal;
import io.posthorn.platform.event.IdentityEvent;
import io.posthorn.platform.secret.MasterKeys;
import io.posthorn.signer.sigv4.SigningKeys;
import io.posthorn.wire.Blob;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class IdentitiesTest {
    private static final AccountId ACCOUNT = new AccountId("123456789012");
    private static final String KEY = "AKIDONE";

    private final Secrets secrets = new Secrets(masterKeys(1), new SecureRandom());
    private final Identities identities = new Identities(secrets, new SigningKeys(10));

    @Test
    void aKeyIsFoundWithItsSecret() {
        identities.apply(event(1, "one"));

        AccessKey key = Objects.requireNonNull(identities.find(KEY));
        assertThat(key.account()).isEqualTo(ACCOUNT);
        assertThat(key.principal()).isEqualTo(Principal.rootOf(ACCOUNT));
        assertThat(key.secret().isMadeFrom("one")).isTrue();
        assertThat(key.toString()).doesNotContain("one ");
        assertThat(identities.find("AKIDTWO")).isNull();
    }

    @Test
    void theHighestVersionCountsInWhateverOrderTheyCome() {
        identities.apply(event(2, "two"));
        identities.apply(event(1, "one"));
        assertThat(Objects.requireNonNull(identities.find(KEY)).secret().isMadeFrom("two"))
                .isTrue();

        identities.apply(event(3, "three"));
        assertThat(Objects.requireNonNull(identities.find(KEY)).secret().isMadeFrom("three"))
                .isTrue();
    }

    @Test
    void theSameVersionAgainKeepsTheKeyAndWhatWasDerivedFromIt() {
        identities.apply(event(1, "one"));
        AccessKey before = identities.find(KEY);

        identities.apply(event(1, "one"));

        assertThat(identities.find(KEY)).isSameAs(before);
    }

    @Test
    void aDeletedKeyStaysDeletedWhenAnOlderRecordComesLate() {
        identities.apply(event(1, "one"));
        identities.apply(event(2, null));
        assertThat(identities.find(KEY)).isNull();

        identities.apply(event(1, "one"));

        assertThat(identities.find(KEY)).isNull();
        assertThat(identities.size()).isZero();
    }

    @Test
    void aSuspendedKeyDoesNotSign() {
        identities.apply(event(1, "one"));
        identities.apply(new IdentityEvent(
                1,
                ACCOUNT,
                KEY,
                Blob.of(secrets.seal(ACCOUNT, KEY, "one")),
                Principal.rootOf(ACCOUNT),
                IdentityEvent.Status.INACTIVE,
                false,
                2,
                List.of()));

        assertThat(identities.find(KEY)).isNull();
    }

    @Test
    void aSecretThatDoesNotOpenIsNoKeyAndHarmsNoOther() {
        Secrets foreign = new Secrets(masterKeys(2), new SecureRandom());
        identities.load(List.of(event(1, "one"), event("AKIDTWO", 1, foreign.seal(ACCOUNT, "AKIDTWO", "two"))));

        assertThat(identities.find("AKIDTWO")).isNull();
        assertThat(identities.find(KEY)).isNotNull();
        assertThat(identities.areLoaded()).isTrue();
    }

    @Test
    void aSecretMovedToAnotherKeyDoesNotOpen() {
        identities.apply(event("AKIDTWO", 1, secrets.seal(ACCOUNT, KEY, "one")));

        assertThat(identities.find("AKIDTWO")).isNull();
    }

    private IdentityEvent event(long version, @Nullable String secret) {
        return event(KEY, version, secret == null ? null : secrets.seal(ACCOUNT, KEY, secret));
    }

    private static IdentityEvent event(String id, long version, byte @Nullable [] sealed) {
        return new IdentityEvent(
                1,
                ACCOUNT,
                id,
                sealed == null ? null : Blob.of(sealed),
                Principal.rootOf(ACCOUNT),
                sealed == null ? IdentityEvent.Status.INACTIVE : IdentityEvent.Status.ACTIVE,
                sealed == null,
                version,
                List.of());
    }

    static MasterKeys masterKeys(int first) {
        byte[] key = new byte[32];
        key[0] = (byte) first;
        return MasterKeys.parse("k:" + Base64.getEncoder().encodeToString(key));
    }
}
