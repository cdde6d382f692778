package dev.sluice.provider.aws.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VersionsTest {

    @ParameterizedTest
    @CsvSource({"17, 17.2, 17", "17.2, 17.2, 17.2", "17.1, 17.2, 17.2", "1, 17.2, 17.2", ", 17.2, 17.2", "17, , "})
    void a_version_is_wished_for_by_its_beginning(String wished, String reported, String observed) {
        assertThat(Versions.asWished(wished, reported)).isEqualTo(observed);
    }
}
