package dev.sluice.provider.aws.kms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.provider.Adapter;
import dev.sluice.provider.aws.KindConformance;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.kms.Alias.Outputs;
import dev.sluice.provider.aws.kms.Alias.Parameters;
import java.util.Map;
import org.junit.jupiter.api.Test;

public class AliasAdapterTest extends KindConformance<Parameters, Outputs> {
    private final AliasAdapter adapter = new AliasAdapter();
    private final String first = key();
    private final String second = key();

    private String key() {
        return session.kms(REGION)
                .call("CreateKey", c -> c.createKey())
                .keyMetadata()
                .keyId();
    }

    @Override
    protected Adapter<Parameters, Outputs, AwsSession> adapter() {
        return adapter;
    }

    @Override
    protected Parameters complete() {
        return new Parameters(REGION, first, null);
    }

    @Override
    protected Parameters minimal() {
        return complete();
    }

    @Override
    protected Parameters mutableOnly(Parameters wanted) {
        return wanted;
    }

    @Override
    protected Map<String, Parameters> mutations() {
        return Map.of(
                "another key",
                new Parameters(REGION, second, null),
                "another key by its ARN",
                new Parameters(REGION, "arn:aws:kms:eu-west-1:123456789012:key/" + second, null));
    }

    @Test
    void its_outputs_name_it_as_aws_does() {
        createAs(complete());
        assertThat(read(complete()).outputs())
                .isEqualTo(new Outputs("arn:aws:kms:eu-west-1:123456789012:alias/" + name, "alias/" + name));
    }
}
