package dev.sluice.provider.field;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.field.ServerDefaulted;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldPathTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Encryption(@Nullable String algorithm, @Nullable String keyId) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Parameters(
            @Nullable Integer size,
            @Nullable Encryption encryption,
            @ServerDefaulted @Nullable Encryption chosen,
            @Nullable List<String> names,
            @Nullable Map<String, String> tags) {}

    private final FieldRules rules = FieldRules.of(Parameters.class);

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "size; {'size':1}; {'size':2}; {'size':2}",
                "size; {'size':1}; {}; {}",
                "size; {}; {'size':2}; {'size':2}",
                "encryption.keyId; {'encryption':{'algorithm':'a','keyId':'k'}}; {'encryption':{'algorithm':'b','keyId':'l'}}; {'encryption':{'algorithm':'a','keyId':'l'}}",
                "encryption.keyId; {'encryption':{'algorithm':'a','keyId':'k'}}; {}; {'encryption':{'algorithm':'a'}}",
                "encryption.keyId; {}; {'encryption':{'algorithm':'b','keyId':'l'}}; {'encryption':{'keyId':'l'}}",
                "chosen.keyId; {}; {'chosen':{'algorithm':'b','keyId':'l'}}; {}",
                "chosen; {}; {'chosen':{'keyId':'l'}}; {}",
                "chosen; {'chosen':{'keyId':'k'}}; {'chosen':{'keyId':'l'}}; {'chosen':{'keyId':'l'}}",
                "names; {'names':['a']}; {'names':['b']}; {'names':['b']}",
                "tags[team]; {'tags':{'team':'a','x':'1'}}; {'tags':{'team':'b','y':'2'}}; {'tags':{'team':'b','x':'1'}}",
                "tags; {'tags':{'team':'a'}}; {'tags':{'y':'2'}}; {'tags':{'y':'2'}}",
                "tags[a.b/c]; {}; {'tags':{'a.b/c':'2'}}; {'tags':{'a.b/c':'2'}}"
            })
    void what_is_left_is_wished_for_as_it_is_found(String path, String desired, String observed, String left) {
        var wanted = json(desired);
        FieldPath.parse(path, rules).leave(wanted, json(observed));
        assertThat(wanted).isEqualTo(json(left));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "sise; there is no sise, only chosen, encryption",
                "encryption.key; there is no key",
                "size.unit; size is compared as a whole",
                "names[0]; names is compared as a whole",
                "tags[team; without a ]",
                "encryption.; not the path",
                "''; not the path"
            })
    void a_path_that_means_nothing_is_told_why(String path, String why) {
        assertThatThrownBy(() -> FieldPath.parse(path, rules))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    @Test
    void a_prefix_covers_what_is_below_it_and_nothing_beside_it() {
        var encryption = FieldPath.parse("encryption", rules);
        assertThat(encryption.covers("encryption")).isTrue();
        assertThat(encryption.covers("encryption.keyId")).isTrue();
        assertThat(encryption.covers("encryptionContext")).isFalse();
        assertThat(FieldPath.parse("tags", rules).covers("tags[team]")).isTrue();
        assertThat(FieldPath.parse("encryption.keyId", rules).covers("encryption"))
                .isFalse();
    }

    @Test
    void initial_parameters_lie_below_the_lasting_ones() {
        var initial = InitialParameters.under(
                json("{'size':1,'tags':{'team':'a'}}"),
                json("{'size':9,'tags':{'team':'z','stage':'test'},'encryption':{'keyId':'k'}}"),
                rules);
        assertThat(initial.merged())
                .isEqualTo(json("{'size':1,'tags':{'team':'a','stage':'test'},'encryption':{'keyId':'k'}}"));
        assertThat(initial.only()).extracting(FieldPath::toString).containsExactly("tags.stage", "encryption");
    }

    @Test
    void an_unknown_initial_parameter_is_named() {
        assertThatThrownBy(() ->
                        InitialParameters.under(json("{'encryption':{}}"), json("{'encryption':{'kye':'k'}}"), rules))
                .hasMessageContaining("spec.initProvider.encryption.kye");
    }

    private static ObjectNode json(String text) {
        try {
            return (ObjectNode) JSON.readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
