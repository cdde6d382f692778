package dev.sluice.provider.aws.route53;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.provider.CloudError;
import dev.sluice.provider.CloudException;
import dev.sluice.provider.Target;
import dev.sluice.provider.aws.Wire;
import dev.sluice.provider.aws.Wish;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.route53.RecordSet.Parameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What moto does not tell apart: the many meanings of InvalidChangeBatch. */
class RecordSetWireTest {
    private static final Parameters WANTED = Wish.of(Parameters.class, """
            {hostedZoneId: Z1, name: www.example.com, type: A, ttl: 60, records: [192.0.2.1]}""");

    private final Wire wire = new Wire();
    private final RecordSetAdapter adapter = new RecordSetAdapter();

    @AfterEach
    void close() {
        wire.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"""
                <ErrorResponse xmlns="https://route53.amazonaws.com/doc/2013-04-01/"><Error><Type>Sender</Type>\
                <Code>InvalidChangeBatch</Code><Message>[Tried to create resource record set [name='www.example.com.', \
                type='A'] but it already exists]</Message></Error><RequestId>r</RequestId></ErrorResponse>""", """
                <InvalidChangeBatch xmlns="https://route53.amazonaws.com/doc/2013-04-01/"><Messages><Message>Tried to \
                create resource record set [name='www.example.com.', type='A'] but it already exists</Message>\
                </Messages><RequestId>r</RequestId></InvalidChangeBatch>"""})
    void a_record_that_exists_already_is_a_conflict_in_both_forms_of_the_error(String error) {
        wire.answers(400, error);
        var failure = catchThrowableOfType(CloudException.class, () -> adapter.create(target()));
        assertThat(failure.error()).isInstanceOf(CloudError.Conflict.class);
        assertThat(failure.error().message()).contains("www.example.com").contains("not taken over");
        assertThat(wire.requests()).singleElement().asString().contains("<Action>CREATE</Action>");
    }

    @ParameterizedTest
    @CsvSource({
        "but the values provided do not match the current values, Conflict",
        "but it was not found, Conflict",
        "Invalid Resource Record: FATAL problem: InvalidIPv4Address, Invalid",
    })
    void the_words_of_a_refused_change_say_what_is_to_be_done(String words, String kind) {
        wire.answers(400, """
                <ErrorResponse xmlns="https://route53.amazonaws.com/doc/2013-04-01/"><Error><Type>Sender</Type>\
                <Code>InvalidChangeBatch</Code><Message>[%s]</Message></Error></ErrorResponse>""".formatted(words));
        var failure = catchThrowableOfType(CloudException.class, () -> adapter.create(target()));
        assertThat(failure.error().getClass().getSimpleName()).isEqualTo(kind);
        assertThat(failure.error().message()).contains(words);
    }

    @Test
    void a_listing_that_begins_with_another_record_says_that_there_is_none() {
        wire.answers(200, """
                <ListResourceRecordSetsResponse xmlns="https://route53.amazonaws.com/doc/2013-04-01/">\
                <ResourceRecordSets><ResourceRecordSet><Name>www.example.com.</Name><Type>AAAA</Type><TTL>60</TTL>\
                <ResourceRecords><ResourceRecord><Value>2001:db8::1</Value></ResourceRecord></ResourceRecords>\
                </ResourceRecordSet></ResourceRecordSets><IsTruncated>false</IsTruncated><MaxItems>300</MaxItems>\
                </ListResourceRecordSetsResponse>""");
        assertThat(adapter.read(target())).isEmpty();
        assertThat(wire.requests()).singleElement().asString().contains("name=www.example.com", "type=A");
    }

    private Target<Parameters, AwsSession> target() {
        return new Target<>(wire.session(), AwsSession.GLOBAL, "www", WANTED, "owner");
    }
}
