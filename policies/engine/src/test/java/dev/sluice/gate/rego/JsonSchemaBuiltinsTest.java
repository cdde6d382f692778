package dev.sluice.gate.rego;

import static dev.sluice.gate.rego.GraphqlBuiltinsTest.quoted;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Documents and schemas at the edges of each keyword: what is said of them is what OPA says, to the letter. */
class JsonSchemaBuiltinsTest extends BuiltinDifferential {
    private static final List<String> KEYWORDS = List.of(
            "type",
            "properties",
            "additionalProperties",
            "patternProperties",
            "propertyNames",
            "dependencies",
            "items",
            "additionalItems",
            "multipleOf",
            "minimum",
            "exclusiveMinimum",
            "maximum",
            "exclusiveMaximum",
            "minLength",
            "maxLength",
            "pattern",
            "format",
            "minProperties",
            "maxProperties",
            "required",
            "minItems",
            "maxItems",
            "uniqueItems",
            "contains",
            "const",
            "enum",
            "oneOf",
            "anyOf",
            "allOf",
            "not",
            "if",
            "definitions",
            "id",
            "$id",
            "title");

    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "false",
            "-1",
            "1.5",
            "0",
            "1.0",
            "12345678901234",
            "1e-7",
            "\"string\"",
            "\"(\"",
            "[]",
            "[\"a\"]",
            "[\"a\", \"a\"]",
            "[1, 1.0]",
            "{}",
            "{\"a\": 1}",
            "{\"a\": {\"type\": \"string\"}}",
            "{\"a\": [\"b\"]}",
            "{\"(\": {}}",
            "[{\"type\": \"integer\"}, {\"minimum\": 3}]",
            "[\"string\", \"null\"]");

    private static final List<String> DOCUMENTS = List.of("1", "{\"a\": 1}", "[1, 1.0]", "\"a\"", "null", "123456.5");

    private static final List<String> SCHEMAS = List.of(
            "{\"$ref\": \"#/definitions/x\", \"definitions\": {\"x\": {\"type\": \"string\"}}}",
            "{\"$ref\": \"#/definitions/y\", \"definitions\": {\"x\": {}}}",
            "{\"$ref\": \"#/definitions/x~1y\", \"definitions\": {\"x/y\": {\"minimum\": 5}}}",
            "{\"$ref\": \"other.json\"}",
            "{\"properties\": {\"a\": {\"$ref\": \"#\"}}, \"additionalProperties\": false}",
            "{\"definitions\": {\"x\": {\"$id\": \"#x\", \"maximum\": 0}}, \"$ref\": \"#x\"}",
            "{\"if\": {\"type\": \"integer\"}, \"then\": {\"minimum\": 2}, \"else\": {\"type\": \"string\"}}",
            "{\"anyOf\": [{\"type\": \"string\"}, {\"type\": \"integer\", \"minimum\": 9}]}",
            "{\"oneOf\": [{\"type\": \"integer\"}, {\"minimum\": 0}]}",
            "{\"minimum\": 5, \"exclusiveMinimum\": true}",
            "{\"$schema\": \"http://json-schema.org/draft-04/schema#\", \"minimum\": 5, \"exclusiveMinimum\": 4}",
            "{\"$schema\": \"http://json-schema.org/draft-07/schema#\", \"minimum\": 5, \"exclusiveMinimum\": true}",
            "{\"items\": [{}], \"additionalItems\": false}",
            "{\"items\": {\"type\": \"string\"}}",
            "{\"dependencies\": {\"a\": [\"b\"]}}",
            "{\"dependencies\": {\"a\": {\"required\": [\"c\"]}}}",
            "{\"patternProperties\": {\"^a\": {\"type\": \"string\"}}}",
            "{\"propertyNames\": {\"maxLength\": 0}}",
            "{\"minLength\": 2, \"maxLength\": 1}",
            "{not json",
            "1",
            "[]");

    private static final List<String> FORMATS = List.of(
            "date",
            "time",
            "date-time",
            "hostname",
            "email",
            "ipv4",
            "ipv6",
            "uri",
            "uri-reference",
            "uri-template",
            "uuid",
            "regex",
            "json-pointer",
            "relative-json-pointer",
            "unknown");

    private static final List<String> TEXTS = List.of(
            "",
            "a",
            "1963-06-19",
            "2020-13-01",
            "12:00:00",
            "2020-01-01T12:00:00.5+01:00",
            "a.b",
            "-a",
            "a@b",
            "Bob <a@b.c>",
            "a..b@c",
            "1.2.3.4",
            "::ffff:1.2.3.4",
            "http://a/{x}",
            "http://a/{x",
            "a\\b",
            "(",
            "/a~2",
            "1/a",
            "123e4567-e89b-12d3-a456-426614174000");

    static void all(BuiltinDifferential asked) {
        for (var keyword : KEYWORDS) {
            for (var value : VALUES) {
                both(asked, "{%s: %s}".formatted(quoted(keyword), value));
            }
        }
        SCHEMAS.forEach(schema -> both(asked, schema));
        for (var format : FORMATS) {
            for (var text : TEXTS) {
                asked.call("json.match_schema", quoted(quoted(text)), "{\"format\": %s}".formatted(quoted(format)));
            }
        }
        asked.call("json.match_schema", "{\"a\": {1, 2}}", "{\"properties\": {\"a\": {\"type\": \"array\"}}}");
        asked.wrongTypes("json.match_schema", 2);
        asked.wrongTypes("json.verify_schema", 1);
    }

    private static void both(BuiltinDifferential asked, String schema) {
        asked.call("json.verify_schema", quoted(schema));
        DOCUMENTS.forEach(document -> asked.call("json.match_schema", quoted(document), quoted(schema)));
    }

    @Test
    void documents_are_held_against_schemas_as_opa_does() throws IOException {
        all(this);
        assertSame();
    }
}
