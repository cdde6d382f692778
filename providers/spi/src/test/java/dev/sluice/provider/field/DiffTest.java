package dev.sluice.provider.field;

import static dev.sluice.provider.field.Sample.RULES;
import static dev.sluice.provider.field.Sample.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.FieldChange;
import dev.sluice.api.FieldChange.Action;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiffTest {

    @ParameterizedTest(name = "{3}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'size':1} | {'size':1.0} | - | numbers are equal by value",
                "{'size':1} | {'size':2} | size: 1 -> 2 | a value that differs",
                "{'size':1} | {} | size: 1 -> - | unset means absent",
                "{} | {'size':1} | size: - -> 1 | a value that is added",
                "{'retention':4} | {} | - | unset is the cloud's to choose where it may",
                "{'retention':4} | {'retention':5} | retention: 4 -> 5 | what the cloud may choose is compared once it is set",
                "{'exits':['a']} | {} | - | a list that the cloud chooses where none is given",
                "{'exits':['a']} | {'exits':[]} | exits: [`a`] -> - | an empty list is a wish although the cloud may choose",
                "{} | {'exits':[]} | - | which is fulfilled where there is none",
                "{'encryption':{'keyId':'k'}} | {'encryption':{}} | encryption: {`keyId`:`k`} -> - | an empty object is absent",
                "{'tags':{}} | {} | - | an empty map is absent",
                "{'tags':null,'order':[]} | {} | - | null and an empty list are absent",
                "{'tags':{'a':'1','b':'2'}} | {'tags':{'a':'1','c':'3'}} | tags[b]: `2` -> -; tags[c]: - -> `3` | maps are compared key by key",
                "{'tags':{'x.y':'1'}} | {'tags':{'x.y':'2'}} | tags[x.y]: `1` -> `2` | a key with a dot stays one step of the path",
                "{'zones':['a','b']} | {'zones':['b','a']} | - | the order of a set does not count",
                "{'zones':['a','a','b']} | {'zones':['a','b','b']} | zones: [`a`,`a`,`b`] -> [`a`,`b`,`b`] | but how often a value is in it does",
                "{'order':['a','b']} | {'order':['b','a']} | order: [`a`,`b`] -> [`b`,`a`] | the order of a list counts",
                "{'encryption':{'algorithm':'A','keyId':'k'}} | {'encryption':{'algorithm':'A'}} | - | the cloud's choice inside an object",
                "{'encryption':{'algorithm':'A','keyId':'k'}} | {'encryption':{'algorithm':'B'}} | encryption.algorithm: `A` -> `B` | only the inner field is shown",
                "{'encryption':{'algorithm':'A'}} | {} | encryption: {`algorithm`:`A`} -> - | an object that goes, goes whole",
                "{'targetArn':'x'} | {'targetArn':'x','targetRef':{'name':'q'}} | - | a reference never reaches the cloud",
                "{'@odd':'1'} | {'@odd':'2'} | [@odd]: `1` -> `2` | a field by the name it has in JSON",
                "{'rules':[{'name':'a','url':'1'},{'name':'b'}]} | {'rules':[{'name':'b'},{'urlRef':{'name':'t'},'url':'1','name':'a'}]} | - | rules hold inside a set of objects",
            })
    void differences(String before, String after, String expected, String reason) {
        assertThat(shown(before, after)).as(reason).isEqualTo(expected.equals("-") ? "" : expected.replace('`', '"'));
    }

    @Test
    void a_secret_is_never_shown_only_that_it_differs() {
        var diff = Diff.between(json("{'password':'old'}"), json("{'password':'new'}"), RULES);

        assertThat(diff)
                .singleElement()
                .isEqualTo(new FieldChange(
                        "password",
                        Action.CHANGE,
                        JsonNodeFactory.instance.textNode(FieldChange.REDACTED),
                        JsonNodeFactory.instance.textNode(FieldChange.REDACTED),
                        null,
                        null));
    }

    @Test
    void a_secret_inside_a_list_that_is_shown_whole_is_hidden_too() {
        var diff = Diff.between(json("{}"), json("{'rules':[{'name':'a','token':'hunter2'}]}"), RULES);

        assertThat(diff.toString()).contains("rules").doesNotContain("hunter2");
    }

    @Test
    void what_is_stored_has_no_secret_and_what_is_shown_names_it() {
        var all = json("{'size':1,'password':'hunter2','rules':[{'token':'hunter2','name':'a'}]}");

        assertThat(Diff.withoutSecrets(all, RULES)).isEqualTo(json("{'size':1,'rules':[{'name':'a'}]}"));
        assertThat(Diff.presentable(all, RULES))
                .isEqualTo(json("{'size':1,'password':'(sensitive)','rules':[{'token':'(sensitive)','name':'a'}]}"));
    }

    @Test
    void an_immutable_field_and_everything_below_it_needs_a_replacement() {
        var diff = Diff.between(
                json("{'region':'a','key':{'name':'n','type':'S'},'size':1}"),
                json("{'region':'b','key':{'name':'n','type':'N'},'size':2}"),
                RULES);

        assertThat(diff.stream().filter(FieldChange::needsReplacement).map(FieldChange::path))
                .containsExactly("key.type", "region");
    }

    @Test
    void what_the_cloud_lost_is_a_change_between_two_observations() {
        assertThat(Diff.since(json("{'retention':4}"), json("{}"), RULES))
                .extracting(FieldChange::path)
                .containsExactly("retention");
    }

    @Test
    void more_changes_than_can_be_shown_become_one_for_each_field_and_none_is_left_out() {
        var before = JsonNodeFactory.instance.objectNode();
        var after = JsonNodeFactory.instance.objectNode().put("size", 1).put("region", "b");
        before.put("region", "a").set("tags", tags("old"));
        after.set("tags", tags("new"));

        var diff = Diff.between(before, after, RULES);

        assertThat(diff).extracting(FieldChange::path).containsExactly("region", "size", "tags");
        assertThat(diff.getFirst().needsReplacement()).isTrue();
    }

    @Test
    void nesting_without_end_is_compared_whole_from_some_depth() {
        var before = nested(500, 1);
        var after = nested(500, 2);

        assertThat(Diff.between(before, before.deepCopy(), FieldRules.none())).isEmpty();
        assertThat(Diff.between(before, after, FieldRules.none()))
                .singleElement()
                .satisfies(change -> assertThat(change.path().split("\\."))
                        .as("steps of the path")
                        .hasSizeLessThanOrEqualTo(Diff.MAX_DEPTH + 1));
    }

    @Test
    void a_record_that_contains_itself_is_refused() {
        assertThatThrownBy(() -> FieldRules.of(Endless.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Endless contains itself");
    }

    record Endless(Endless next) {}

    private static ObjectNode tags(String value) {
        var tags = JsonNodeFactory.instance.objectNode();
        for (int i = 0; i <= Diff.MAX_CHANGES; i++) {
            tags.put("t" + i, value);
        }
        return tags;
    }

    private static ObjectNode nested(int depth, int leaf) {
        var node = JsonNodeFactory.instance.objectNode().put("leaf", leaf);
        for (int i = 0; i < depth; i++) {
            node = JsonNodeFactory.instance.objectNode().set("a", node);
        }
        return node;
    }

    private static String shown(String before, String after) {
        return Diff.between(json(before), json(after), RULES).stream()
                .map(c -> "%s: %s -> %s"
                        .formatted(
                                c.path(), c.before() == null ? "-" : c.before(), c.after() == null ? "-" : c.after()))
                .collect(Collectors.joining("; "));
    }
}
