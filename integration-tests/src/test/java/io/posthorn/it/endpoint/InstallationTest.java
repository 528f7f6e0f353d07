package io.posthorn.it.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InstallationTest {
    private static final String TWO = "111111111111:AKIDONE:one:with/colon,222222222222:AKIDTWO:two";

    @Test
    void withoutAnEndpointThereIsNone() {
        assertThat(Installation.from(Map.of(Installation.ACCOUNTS, TWO))).isEmpty();
    }

    @Test
    void theEnvironmentNamesEndpointRegionAndAccounts() {
        Map<String, String> environment = Map.of(
                Installation.ENDPOINT, "https://posthorn.example",
                Installation.ACCOUNTS, TWO,
                Installation.REGION, "ap-south-1");

        assertThat(Installation.from(environment)).hasValueSatisfying(installation -> {
            assertThat(installation.first())
                    .isEqualTo(new Endpoint(
                            URI.create("https://posthorn.example"),
                            "ap-south-1",
                            "111111111111",
                            "AKIDONE",
                            "one:with/colon"));
            assertThat(installation.second().account()).isEqualTo("222222222222");
        });
    }

    @Test
    void oneAccountIsTooFew() {
        assertThatThrownBy(() -> Installation.at(URI.create("http://localhost"), "111111111111:AKIDONE:one"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("two accounts");
    }

    @Test
    void theSecretIsNotShown() {
        assertThat(Installation.at(URI.create("http://localhost"), TWO).toString())
                .contains("AKIDONE")
                .doesNotContain("with/colon");
    }
}
