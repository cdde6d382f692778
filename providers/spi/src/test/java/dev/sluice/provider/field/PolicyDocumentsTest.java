package dev.sluice.provider.field;

import static dev.sluice.provider.field.Sample.RULES;
import static dev.sluice.provider.field.Sample.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyDocumentsTest {

    @ParameterizedTest(name = "{3}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'Action':'s3:GetObject' | 'Action':['s3:GetObject'] | true | a single action is a list of one",
                "'Action':['a:X','a:Y'] | 'Action':['a:Y','a:X'] | true | the order of actions does not count",
                "'Action':['a:X','a:X'] | 'Action':'a:X' | true | nor does a repetition",
                "'Action':'S3:getobject' | 'Action':'s3:GetObject' | true | nor does the case of an action",
                "'Action':'s3:GetObject' | 'Action':'s3:PutObject' | false | another action",
                "'Resource':'arn:aws:s3:::A' | 'Resource':'arn:aws:s3:::a' | false | the case of a resource counts",
                "'Principal':'*' | 'Principal':{'AWS':'*'} | true | everybody, in both spellings",
                "'Principal':{'AWS':['*']} | 'Principal':{'AWS':'*'} | true | a single principal is a list of one",
                "'Principal':{'AWS':'123456789012'} | 'Principal':{'AWS':'arn:aws:iam::123456789012:root'} | true | an account is its root",
                "'Principal':{'AWS':'*'} | 'Principal':{'Service':'*'} | false | another type of principal",
                "'Condition':{'Bool':{'aws:SecureTransport':'false'}} | 'Condition':{'Bool':{'aws:SecureTransport':false}} | true | values of conditions are texts",
                "'Condition':{'Bool':{'aws:SecureTransport':['false']}} | 'Condition':{'Bool':{'AWS:SecureTransport':'false'}} | true | the case of a condition's key does not count",
                "'Condition':{'Bool':{'aws:SecureTransport':'false'}} | 'Condition':{'Bool':{'aws:SecureTransport':'true'}} | false | another condition",
                "'Action':'a:X' | 'NotAction':'a:X' | false | the opposite",
            })
    void statements(String one, String other, boolean same, String reason) {
        var diff = Diff.between(document("{%s}".formatted(one)), document("{%s}".formatted(other)), RULES);

        assertThat(diff.isEmpty()).as(reason).isEqualTo(same);
    }

    @Test
    void a_single_statement_is_a_list_of_one_and_the_order_of_statements_does_not_count() {
        assertThat(Diff.between(document("{'Sid':'a'}"), document("[{'Sid':'a'}]"), RULES))
                .isEmpty();
        assertThat(Diff.between(document("[{'Sid':'a'},{'Sid':'b'}]"), document("[{'Sid':'b'},{'Sid':'a'}]"), RULES))
                .isEmpty();
        assertThat(Diff.between(document("[{'Sid':'a'},{'Sid':'b'}]"), document("[{'Sid':'a'}]"), RULES))
                .hasSize(1);
    }

    @Test
    void a_document_in_a_text_is_the_document() {
        var text = JsonNodeFactory.instance
                .objectNode()
                .put("policy", document("{'Action':'a:X'}").get("policy").toString());

        assertThat(Diff.between(text, document("{'Action':['a:X']}"), RULES)).isEmpty();
    }

    @Test
    void a_text_that_is_no_document_is_compared_as_it_is() {
        assertThat(Diff.between(json("{'policy':'{oops'}"), json("{'policy':'{oops'}"), RULES))
                .isEmpty();
        assertThat(Diff.between(json("{'policy':'{oops'}"), json("{'policy':'else'}"), RULES))
                .hasSize(1);
    }

    @Test
    void a_document_that_differs_is_shown_whole() {
        assertThat(Diff.between(document("{'Action':'a:X'}"), document("{'Action':'a:Y'}"), RULES))
                .singleElement()
                .satisfies(change -> assertThat(change.path()).isEqualTo("policy"));
    }

    private static com.fasterxml.jackson.databind.JsonNode document(String statement) {
        return json("{'policy':{'Version':'2012-10-17','Statement':%s}}".formatted(statement));
    }
}
