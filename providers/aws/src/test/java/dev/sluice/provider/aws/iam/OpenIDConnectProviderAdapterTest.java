package dev.sluice.provider.aws.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.provider.Adapter;
import dev.sluice.provider.CloudException;
import dev.sluice.provider.Observed;
import dev.sluice.provider.Target;
import dev.sluice.provider.aws.KindConformance;
import dev.sluice.provider.aws.RecordDiff;
import dev.sluice.provider.aws.Wire;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.iam.OpenIDConnectProvider.Outputs;
import dev.sluice.provider.aws.iam.OpenIDConnectProvider.Parameters;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

public class OpenIDConnectProviderAdapterTest extends KindConformance<Parameters, Outputs> {
    private static final List<String> CLIENTS = List.of("sts.amazonaws.com", "other");
    private static final List<String> THUMBPRINTS = List.of("6938fd4d98bab03faadb97b34396831e3780aea1");
    private static final Map<String, String> TAGS = Map.of("team", "payments");

    private final OpenIDConnectProviderAdapter adapter = new OpenIDConnectProviderAdapter();

    @Override
    protected Adapter<Parameters, Outputs, AwsSession> adapter() {
        return adapter;
    }

    private String url = "";

    @Override
    protected String newName() {
        var name = super.newName();
        url = "https://oidc.example.org/id/" + name;
        return name;
    }

    @Override
    protected Parameters complete() {
        return new Parameters(url, CLIENTS, THUMBPRINTS, TAGS);
    }

    @Override
    protected Parameters minimal() {
        return new Parameters(url, null, null, null);
    }

    @Override
    protected Parameters mutableOnly(Parameters wanted) {
        return new Parameters(wanted.url(), CLIENTS, wanted.thumbprintList(), wanted.tags());
    }

    @Override
    protected Map<String, Parameters> mutations() {
        var mutations = new LinkedHashMap<String, Parameters>();
        mutations.put("thumbprint changed", new Parameters(url, CLIENTS, List.of("a".repeat(40)), TAGS));
        mutations.put(
                "tags changed", new Parameters(url, CLIENTS, THUMBPRINTS, Map.of("team", "orders", "stage", "test")));
        mutations.put("tags removed", new Parameters(url, CLIENTS, THUMBPRINTS, null));
        return mutations;
    }

    @Override
    protected Parameters current(Parameters wanted) {
        return new Parameters(url, wanted.clientIdList(), wanted.thumbprintList(), wanted.tags());
    }

    @Test
    void moto_does_not_change_clients() {
        createAs(minimal());
        assertThatThrownBy(() -> adapter.update(
                        target(complete()),
                        read(complete()),
                        RecordDiff.of(complete(), read(complete()).parameters())))
                .isInstanceOfSatisfying(
                        CloudException.class,
                        e -> assertThat(e.operation()).isEqualTo("AddClientIDToOpenIDConnectProvider"));
    }

    @Test
    void clients_are_added_before_others_are_removed_and_those_that_stay_are_left_alone() {
        var observed = new Parameters("https://oidc.example.org", CLIENTS, THUMBPRINTS, null);
        var wanted = new Parameters("https://oidc.example.org", List.of("other", "third"), THUMBPRINTS, null);
        var arn = "arn:aws:iam::123456789012:oidc-provider/oidc.example.org";
        try (var wire = new Wire()) {
            adapter.update(
                    new Target<>(wire.session(), "global", "github", wanted, OWNER),
                    Observed.available(observed, new Outputs(arn), OWNER),
                    RecordDiff.of(wanted, observed));
            assertThat(wire.requests())
                    .containsExactly(
                            "Action=AddClientIDToOpenIDConnectProvider&OpenIDConnectProviderArn=" + arn
                                    + "&ClientID=third",
                            "Action=RemoveClientIDFromOpenIDConnectProvider&OpenIDConnectProviderArn=" + arn
                                    + "&ClientID=sts.amazonaws.com");
        }
    }

    @Test
    void the_order_of_clients_is_no_difference() {
        createAs(complete());
        assertThat(RecordDiff.of(
                        new Parameters(url, CLIENTS.reversed(), THUMBPRINTS, TAGS),
                        read(complete()).parameters()))
                .isEmpty();
    }
}
