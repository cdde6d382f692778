package dev.sluice.gate.gatekeeper;

import static dev.sluice.gate.gatekeeper.Objects.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParameterSchemaTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{type: integer, minimum: 1} | 1 |",
                "{type: integer, minimum: 1} | 0 | p: must not be below 1",
                "{type: integer, minimum: 1, exclusiveMinimum: true} | 1 | p: must not be below 1, nor that",
                "{type: integer} | 1.5 | p: must be a whole number, not a number",
                "{type: number, maximum: 2.5} | 2.6 | p: must not be above 2.5",
                "{type: string, enum: [a, b]} | c | p: must be one of",
                "{type: string, minLength: 2} | x | p: must have at least 2 characters",
                "{type: string, maxLength: 2} | xyz | p: must have at most 2 characters",
                "{type: string} | true | p: must be a text, not true or false",
                "{type: boolean} | 'yes' | p: must be true or false, not a text",
                "{type: array, items: {type: string}} | [a, 2] | p[1]: must be a text, not a number",
                "{type: array, maxItems: 1} | [a, b] | p: must have at most 1 items",
                "{type: array, uniqueItems: true} | [a, a] | p: must not hold anything twice",
                "{type: object, additionalProperties: {type: integer}} | {a: 1, b: x} | p.b: must be a whole number",
                "{type: object, x-kubernetes-preserve-unknown-fields: true} | {a: 1} |",
                "{type: object, additionalProperties: true} | {a: 1} |",
                "{type: object} | {a: 1} | p.a: is not a field",
                "{x-kubernetes-int-or-string: true} | 1 |",
                "{x-kubernetes-int-or-string: true} | 50% |",
                "{x-kubernetes-int-or-string: true} | [1] | p: must be a whole number or a text",
                "{type: object, properties: {a: {type: string, nullable: true}}} | {a: null} |",
                "{type: object, properties: {a: {type: string}}} | {a: null} | p.a: must not be null",
                "{type: object, properties: {a: {type: string}, b: {type: string}}, oneOf: [{required: [a]}, {required: [b]}]} | {a: x, b: y} | p: must match exactly one",
                "{type: object, properties: {a: {type: string}}, anyOf: [{required: [a]}]} | {} | p: matches none",
                "{type: object, properties: {a: {type: string}}, not: {required: [a]}} | {a: x} | p: matches a schema that it must not",
                "{type: string, allOf: [{minLength: 2}, {pattern: '^a'}]} | bb | p: does not match all",
                "{type: string, pattern: '('} | x | p: the template's pattern ( is no regular expression",
            })
    void a_value_is_held_against_its_schema(String schema, String value, String problem) {
        var problems = new ParameterSchema(yaml(schema), false).problems(yaml(value), "p");

        if (problem == null) {
            assertThat(problems).isEmpty();
        } else {
            assertThat(problems).singleElement().asString().contains(problem);
        }
    }

    @Test
    void before_structural_schemas_unknown_fields_were_kept() {
        var schema = new ParameterSchema(yaml("{properties: {a: {type: string}}}"), true);

        assertThat(schema.problems(yaml("{a: x, b: 1}"), "p")).isEmpty();
        assertThat(schema.problems(yaml("{a: 1}"), "p")).isNotEmpty();
    }

    @Test
    void a_template_without_a_schema_takes_no_parameters_unless_it_is_a_legacy_one() {
        assertThat(new ParameterSchema(null, false).problems(yaml("{a: 1}"), "p"))
                .singleElement()
                .asString()
                .contains("takes no parameters");
        assertThat(new ParameterSchema(null, false).problems(yaml("{}"), "p")).isEmpty();
        assertThat(new ParameterSchema(null, true).problems(yaml("{a: 1}"), "p"))
                .isEmpty();
    }

    @Test
    void defaults_fill_what_is_silent_at_every_depth_and_nothing_that_is_said() {
        var schema = new ParameterSchema(yaml("""
                        type: object
                        properties:
                          mode: {type: string, default: strict}
                          list:
                            type: array
                            items:
                              type: object
                              properties: {weight: {type: integer, default: 1}}
                          map:
                            type: object
                            additionalProperties:
                              type: object
                              properties: {on: {type: boolean, default: true}}
                        """), false);

        assertThat(schema.withDefaults(yaml("{list: [{}, {weight: 2}], map: {a: {}}}")))
                .isEqualTo(yaml("{list: [{weight: 1}, {weight: 2}], map: {a: {on: true}}, mode: strict}"));
        assertThat(schema.withDefaults(yaml("{mode: null}"))).isEqualTo(yaml("{mode: strict}"));
        assertThat(schema.withDefaults(yaml("{mode: lax}"))).isEqualTo(yaml("{mode: lax}"));
        assertThat(schema.withDefaults(null)).isNull();
    }

    @Test
    void a_hostile_pattern_ends() {
        var schema = new ParameterSchema(yaml("{type: string, pattern: '^(a+)+$'}"), false);
        var value = yaml("\"" + "a".repeat(50_000) + "b\"");

        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(5),
                () -> assertThat(schema.problems(value, "p")).hasSize(1));
    }
}
