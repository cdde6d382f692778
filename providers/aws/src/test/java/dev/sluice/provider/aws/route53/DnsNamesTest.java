package dev.sluice.provider.aws.route53;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DnsNamesTest {

    @ParameterizedTest
    @CsvSource({
        "www.example.com, www.example.com.",
        "WWW.Example.com, www.example.com.",
        "*.example.com, \\052.example.com.",
        "_dmarc.example.com., _dmarc.example.com.",
    })
    void a_name_is_reported_as_it_was_wished_for(String wished, String reported) {
        assertThat(DnsNames.asWished(wished, reported)).isEqualTo(wished);
    }

    @Test
    void another_name_is_reported_readably() {
        assertThat(DnsNames.asWished("a.example.com", "\\052.example.com.")).isEqualTo("*.example.com");
        assertThat(DnsNames.asWished(null, "a\\134b\\044.example.com.")).isEqualTo("a\\b$.example.com");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "example.com",
                "*.example.com",
                "_sip._tcp.example.com.",
                "1.2.0.192.in-addr.arpa",
                "xn--bcher-kva.example"
            })
    void names_that_a_record_may_have(String name) {
        assertThat(name).matches(DnsNames.PATTERN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "a..b", "*example.com", "a b.example.com"})
    void names_that_no_record_has(String name) {
        assertThat(name).doesNotMatch(DnsNames.PATTERN);
    }
}
