package dev.sluice.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

class CanonicalJsonTest {

    @Test
    void the_order_of_keys_and_the_way_a_number_is_written_make_no_difference() throws Exception {
        assertThat(text("{\"a\": 1, \"b\": [true, null]}")).isEqualTo(text("{\"b\": [true, null], \"a\": 1.0}"));
    }

    @Test
    void what_differs_has_another_text_even_where_keys_and_values_imitate_punctuation() throws Exception {
        assertThat(text("{\"a\": 1, \"b\": 2}")).isNotEqualTo(text("{\"a=1, b\": 2}"));
        assertThat(text("[\"a\", \"b\"]")).isNotEqualTo(text("[\"a, b\"]"));
        assertThat(text("[1]")).isNotEqualTo(text("[\"1\"]"));
        assertThat(text("[1, 2]")).isNotEqualTo(text("[2, 1]"));
    }

    @Test
    void a_digest_is_sha_256_in_hexadecimal() {
        assertThat(CanonicalJson.sha256("abc"))
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    private static String text(String json) throws JsonProcessingException {
        return CanonicalJson.text(new ObjectMapper().readValue(json, JsonNode.class));
    }
}
