package io.posthorn.topic.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpEndpointTest {
    @ParameterizedTest
    @CsvSource({
        "http://h.example, http://h.example, /",
        "https://h.example:8443/a%20b?c=d%26, https://h.example:8443/a%20b?c=d%26, /a%20b?c=d%26",
        "https://u:p@h.example/a#f, https://h.example/a, /a",
        "http://u:p@h.example?q, http://h.example?q, /?q",
        "http://h.example/a@b, http://h.example/a@b, /a@b",
        "http://u:p@[::1]:8080/x, http://[::1]:8080/x, /x",
        "http://u@some_host/x, http://some_host/x, /x"
    })
    void anAddressHasNeitherUserinfoNorFragment(String url, String address, String target) {
        HttpEndpoint endpoint = HttpEndpoint.of(url);

        assertThat(endpoint.uri()).isEqualTo(URI.create(address));
        assertThat(endpoint.requestTarget()).isEqualTo(target);
    }

    @ParameterizedTest
    @CsvSource({
        "http://u:p@h.example/, u, p",
        "http://u:p%3Aq%40%C3%A4@h.example/, u, p:q@ä",
        "http://u:a:b+c@h.example/, u, a:b+c",
        "http://u@h.example/, u, ''",
        "http://:p@h.example/, '', p",
        "http://u:%FF@h.example/, u, %FF"
    })
    void userinfoIsAName(String url, String user, String password) {
        assertThat(HttpEndpoint.of(url).credentials()).hasValue(new HttpEndpoint.Credentials(user, password));
    }

    @Test
    void theRequestTargetIsWhatIsSent() {
        assertThat(HttpEndpoint.of("http://u:p@h.example/p\u00e4th?q=\u4e2d").requestTarget())
                .isEqualTo("/p%C3%A4th?q=%E4%B8%AD");
        assertThat(HttpEndpoint.of("http://h.example?a=%2F").requestTarget()).isEqualTo("/?a=%2F");
    }

    @Test
    void aUrlThatIsNoneIsRefusedWithoutBeingRepeated() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HttpEndpoint.of("http://u:secret@h example/"))
                .withMessageNotContaining("secret")
                .withNoCause();
    }

    @Test
    void neitherPasswordNorPathIsShown() {
        assertThat(HttpEndpoint.of("http://user:secret@h.example/token?key=value")
                        .toString())
                .isEqualTo("HttpEndpoint[http://h.example]");
        assertThat(new HttpEndpoint.Credentials("user", "secret").toString()).doesNotContain("user", "secret");
    }
}
