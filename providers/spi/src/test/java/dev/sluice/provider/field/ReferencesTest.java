package dev.sluice.provider.field;

import static dev.sluice.provider.field.Sample.RULES;
import static dev.sluice.provider.field.Sample.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

class ReferencesTest {

    @Test
    void references_are_found_wherever_they_are_and_write_to_their_neighbour() {
        var desired = (ObjectNode)
                json("{'targetRef':{'name':'dlq'},'rules':[{'name':'a'},{'name':'b','urlRef':{'name':'news'}}]}");

        var found = References.in(desired, RULES);

        assertThat(found)
                .extracting(r -> r.path() + " " + r.kind() + "/" + r.name() + "." + r.output())
                .containsExactly("targetRef Queue/dlq.arn", "rules[1].urlRef Topic/news.url");
        found.forEach(r -> r.resolve("value of " + r.name()));
        assertThat(desired.at("/targetArn").asText()).isEqualTo("value of dlq");
        assertThat(desired.at("/rules/1/url").asText()).isEqualTo("value of news");
    }

    @Test
    void a_reference_that_is_not_set_is_none() {
        assertThat(References.in((ObjectNode) json("{'targetRef':null,'targetArn':'given'}"), RULES))
                .isEmpty();
    }

    @Test
    void a_reference_may_choose_by_labels_and_reach_into_another_namespace() {
        var desired = (ObjectNode)
                json("{'targetRef':{'selector':{'matchLabels':{'tier':'dlq','app':'shop'}},'namespace':'other'}}");

        assertThat(References.in(desired, RULES)).singleElement().satisfies(r -> {
            assertThat(r.name()).isEmpty();
            assertThat(r.labels()).hasToString("{app=shop, tier=dlq}");
            assertThat(r.namespace()).isEqualTo("other");
        });
    }

    @Test
    void what_names_and_chooses_or_does_neither_refers_to_nothing() {
        var both = "{'targetRef':{'name':'a','selector':{'matchLabels':{'tier':'dlq'}}}}";
        var neither = "{'targetRef':{'selector':{'matchLabels':{}},'namespace':'other'}}";

        assertThat(References.in((ObjectNode) json(both), RULES)).isEmpty();
        assertThat(References.in((ObjectNode) json(neither), RULES)).isEmpty();
    }
}
