package dev.sluice.provider.aws.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.provider.Adapter;
import dev.sluice.provider.CloudError;
import dev.sluice.provider.CloudException;
import dev.sluice.provider.Observed;
import dev.sluice.provider.Target;
import dev.sluice.provider.aws.KindConformance;
import dev.sluice.provider.aws.RecordDiff;
import dev.sluice.provider.aws.Wire;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.client.Json;
import dev.sluice.provider.aws.iam.User.Outputs;
import dev.sluice.provider.aws.iam.User.Parameters;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

public class UserAdapterTest extends KindConformance<Parameters, Outputs> {
    private static final JsonNode READ = Json.read("""
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}""");
    private static final String BOUNDARY = "arn:aws:iam::aws:policy/ReadOnlyAccess";
    private static final Map<String, String> TAGS = Map.of("team", "payments");

    private final UserAdapter adapter = new UserAdapter();

    @Override
    protected Adapter<Parameters, Outputs, AwsSession> adapter() {
        return adapter;
    }

    @Override
    protected Parameters complete() {
        return new Parameters("/teams/", null, null, TAGS);
    }

    @Override
    protected Parameters minimal() {
        return new Parameters(null, null, null, null);
    }

    @Override
    protected Parameters mutableOnly(Parameters wanted) {
        return wanted;
    }

    @Override
    protected Map<String, Parameters> mutations() {
        var mutations = new LinkedHashMap<String, Parameters>();
        mutations.put("path changed", new Parameters("/people/", null, null, TAGS));
        mutations.put("tags changed", new Parameters("/teams/", null, null, Map.of("team", "orders", "stage", "test")));
        mutations.put("tags removed", new Parameters("/teams/", null, null, null));
        return mutations;
    }

    @Test
    void a_user_that_something_hangs_on_is_not_deleted_and_the_message_says_what_to_do() {
        createAs(minimal());
        session.iam()
                .call(
                        "PutUserPolicy",
                        c -> c.putUserPolicy(
                                r -> r.userName(name).policyName("made-by-hand").policyDocument(READ.toString())));
        assertThatThrownBy(() -> adapter.delete(target(minimal()))).isInstanceOfSatisfying(CloudException.class, e -> {
            assertThat(e.error()).isInstanceOf(CloudError.Conflict.class);
            assertThat(e).hasMessageContaining("access keys").hasMessageContaining("managementPolicies");
        });
        session.iam()
                .call(
                        "DeleteUserPolicy",
                        c -> c.deleteUserPolicy(r -> r.userName(name).policyName("made-by-hand")));
    }

    @Test
    void a_boundary_is_put_and_taken_away() {
        var without = new Parameters("/", null, null, null);
        var with = new Parameters("/", BOUNDARY, null, null);
        try (var wire = new Wire()) {
            update(wire, with, without);
            update(wire, without, with);
            assertThat(wire.requests())
                    .containsExactly(
                            "Action=PutUserPermissionsBoundary&UserName=ann&PermissionsBoundary=" + BOUNDARY,
                            "Action=DeleteUserPermissionsBoundary&UserName=ann");
        }
    }

    private void update(Wire wire, Parameters wanted, Parameters observed) {
        adapter.update(
                new Target<>(wire.session(), "global", "ann", wanted, OWNER),
                Observed.available(observed, new Outputs("arn", "ann", "id"), OWNER),
                RecordDiff.of(wanted, observed));
    }

    @Test
    void moto_does_not_know_boundaries_of_users() {
        createAs(minimal());
        var wanted = new Parameters(null, BOUNDARY, null, null);
        assertThatThrownBy(() -> adapter.update(
                        target(wanted),
                        read(wanted),
                        RecordDiff.of(wanted, read(wanted).parameters())))
                .isInstanceOfSatisfying(
                        CloudException.class, e -> assertThat(e.operation()).isEqualTo("PutUserPermissionsBoundary"));
    }
}
