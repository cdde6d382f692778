package dev.sluice.provider.aws.ssm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.provider.Target;
import dev.sluice.provider.aws.Wire;
import dev.sluice.provider.aws.Wish;
import dev.sluice.provider.aws.ssm.Parameter.Parameters;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who wrote a parameter last: AWS names them, and moto does not. */
class ParameterWireTest {
    private static final String SOMEBODY = "arn:aws:sts::123456789012:assumed-role/admin/mallory";

    private final Wire wire = new Wire();

    @AfterEach
    void close() {
        wire.close();
    }

    @Test
    void whoever_wrote_it_last_is_told() {
        assertThat(actor(SOMEBODY)).isEqualTo(SOMEBODY);
    }

    /** Then somebody changed what is no part of it, such as a tag, and nobody knows who. */
    @Test
    void our_own_writing_names_nobody() {
        assertThat(actor(Wire.IDENTITY)).isNull();
    }

    @Test
    void what_is_no_identity_names_nobody() {
        assertThat(actor("N/A")).isNull();
    }

    private @Nullable String actor(String lastModifiedUser) {
        wire.answers(200, """
                        {"Parameter": {"Name": "/shop/url", "Type": "String", "Value": "v", "Version": 3,
                         "ARN": "arn:aws:ssm:eu-west-1:123456789012:parameter/shop/url", "DataType": "text"}}""").answers(200, """
                        {"Parameters": [{"Name": "/shop/url", "Type": "String", "Tier": "Standard",
                         "LastModifiedUser": "%s"}]}""".formatted(lastModifiedUser)).answers(200, "{\"TagList\": []}");
        var wanted = Wish.of(Parameters.class, "{region: eu-west-1, type: String, value: v}");
        return new ParameterAdapter()
                .read(new Target<>(wire.session(), "eu-west-1", "/shop/url", wanted, "owner"))
                .orElseThrow()
                .actor();
    }
}
