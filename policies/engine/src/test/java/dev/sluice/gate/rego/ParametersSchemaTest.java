package dev.sluice.gate.rego;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;

class ParametersSchemaTest {
    private static final String SCHEMA = """
            {"type": "object", "required": ["limit"], "properties": {
              "limit": {"type": "integer", "minimum": 1, "maximum": 60},
              "mode": {"type": "string", "enum": ["a", "b"]},
              "name": {"type": "string", "pattern": "^[a-z]+$"},
              "list": {"type": "array", "maxItems": 2, "items": {"type": "object", "properties": {"x": {"type": "boolean"}}}},
              "tags": {"type": "object", "additionalProperties": {"type": "string"}}}}
            """;

    @Test
    void parameters_as_the_schema_wants_them_pass() {
        assertThat(
                        ParametersSchema.check(
                                json(SCHEMA),
                                json(
                                        "{\"limit\": 60, \"mode\": \"a\", \"name\": \"abc\", \"list\": [{\"x\": true}], \"tags\": {\"any\": \"t\"}}")))
                .isEmpty();
    }

    @Test
    void each_error_names_its_field() {
        assertThat(
                        ParametersSchema.check(
                                json(SCHEMA),
                                json(
                                        "{\"limit\": 61, \"mode\": \"c\", \"name\": \"A\", \"list\": [{\"x\": 1}, {}, {}], \"tags\": {\"any\": 1}, \"limt\": 1}")))
                .containsExactlyInAnyOrder(
                        "spec.parameters.limit must be at most 60",
                        "spec.parameters.mode must be one of [\"a\",\"b\"]",
                        "spec.parameters.name must match ^[a-z]+$",
                        "spec.parameters.list must have a length that is at most 2",
                        "spec.parameters.list[0].x must be of type boolean, and is number",
                        "spec.parameters.tags.any must be of type string, and is number",
                        "spec.parameters.limt is not a known parameter");
    }

    @Test
    void what_is_required_is_missed_also_where_there_are_no_parameters_at_all() {
        assertThat(ParametersSchema.check(json(SCHEMA), null)).containsExactly("spec.parameters.limit is required");
    }

    @Test
    void a_fraction_is_no_integer_and_a_whole_number_is_one_however_it_is_written() {
        var schema = json("{\"properties\": {\"n\": {\"type\": \"integer\"}}}");

        assertThat(ParametersSchema.check(schema, json("{\"n\": 1.5}"))).hasSize(1);
        assertThat(ParametersSchema.check(schema, json("{\"n\": 10.0}"))).isEmpty();
    }

    @Test
    void a_schema_with_words_that_would_not_be_checked_is_refused() {
        assertThat(ParametersSchema.check(json("{\"properties\": {\"a\": {\"oneOf\": []}}}"), json("{}")))
                .containsExactly("spec.parametersSchema.properties.a.oneOf is not known here; it would not be checked");
        assertThat(ParametersSchema.check(json("{\"pattern\": \"(\"}"), json("{}")))
                .singleElement()
                .asString()
                .contains("spec.parametersSchema.pattern is no regular expression");
    }

    private static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
