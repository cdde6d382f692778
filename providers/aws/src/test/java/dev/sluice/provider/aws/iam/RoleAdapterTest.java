package dev.sluice.provider.aws.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.provider.Adapter;
import dev.sluice.provider.CloudError;
import dev.sluice.provider.CloudException;
import dev.sluice.provider.aws.KindConformance;
import dev.sluice.provider.aws.RecordDiff;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.client.Json;
import dev.sluice.provider.aws.iam.Role.InlinePolicy;
import dev.sluice.provider.aws.iam.Role.Outputs;
import dev.sluice.provider.aws.iam.Role.Parameters;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

public class RoleAdapterTest extends KindConformance<Parameters, Outputs> {
    private static final JsonNode TRUST = Json.read("""
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}""");
    private static final JsonNode READ = Json.read("""
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::a+b c/*"}]}""");
    private static final JsonNode WRITE = Json.read(READ.toString().replace("GetObject", "PutObject"));
    private static final Map<String, String> TAGS = Map.of("team", "payments");
    private static final String BOUNDARY = "arn:aws:iam::aws:policy/ReadOnlyAccess";

    private final RoleAdapter adapter = new RoleAdapter();

    @Override
    protected Adapter<Parameters, Outputs, AwsSession> adapter() {
        return adapter;
    }

    private static Parameters role(
            JsonNode trust,
            String description,
            Integer duration,
            String boundary,
            List<InlinePolicy> policies,
            Map<String, String> tags) {
        return new Parameters(trust, "/teams/", description, duration, boundary, null, policies, tags);
    }

    private static List<InlinePolicy> policies(JsonNode first) {
        return List.of(new InlinePolicy("first", first), new InlinePolicy("second", READ));
    }

    @Override
    protected Parameters complete() {
        return role(TRUST, "what it is for", 7200, BOUNDARY, policies(READ), TAGS);
    }

    @Override
    protected Parameters minimal() {
        return new Parameters(TRUST, null, null, null, null, null, null, null);
    }

    @Override
    protected Parameters mutableOnly(Parameters wanted) {
        return new Parameters(
                wanted.assumeRolePolicyDocument(),
                "/teams/",
                wanted.description(),
                wanted.maxSessionDuration(),
                wanted.permissionsBoundary(),
                null,
                wanted.inlinePolicies(),
                wanted.tags());
    }

    @Override
    protected Map<String, Parameters> mutations() {
        var lambda = Json.read(TRUST.toString().replace("ec2.", "lambda."));
        var mutations = new LinkedHashMap<String, Parameters>();
        mutations.put("trust changed", role(lambda, "what it is for", 7200, BOUNDARY, policies(READ), TAGS));
        mutations.put("description changed", role(TRUST, "another", 7200, BOUNDARY, policies(READ), TAGS));
        mutations.put("description removed", role(TRUST, null, 7200, BOUNDARY, policies(READ), TAGS));
        mutations.put("duration changed", role(TRUST, "what it is for", 3600, BOUNDARY, policies(READ), TAGS));
        mutations.put(
                "boundary changed",
                role(TRUST, "what it is for", 7200, "arn:aws:iam::aws:policy/PowerUserAccess", policies(READ), TAGS));
        mutations.put("boundary removed", role(TRUST, "what it is for", 7200, null, policies(READ), TAGS));
        mutations.put("inline policy changed", role(TRUST, "what it is for", 7200, BOUNDARY, policies(WRITE), TAGS));
        mutations.put(
                "inline policy replaced",
                role(
                        TRUST,
                        "what it is for",
                        7200,
                        BOUNDARY,
                        List.of(new InlinePolicy("second", READ), new InlinePolicy("third", WRITE)),
                        TAGS));
        mutations.put("inline policies removed", role(TRUST, "what it is for", 7200, BOUNDARY, null, TAGS));
        mutations.put(
                "tags changed",
                role(
                        TRUST,
                        "what it is for",
                        7200,
                        BOUNDARY,
                        policies(READ),
                        Map.of("team", "orders", "stage", "test")));
        mutations.put("tags removed", role(TRUST, "what it is for", 7200, BOUNDARY, policies(READ), null));
        return mutations;
    }

    @Test
    void a_changed_description_keeps_the_session_duration_that_nobody_wished_for() {
        createAs(complete());
        var wanted = role(TRUST, "another", null, BOUNDARY, policies(READ), TAGS);
        converge(wanted);
        assertThat(read(wanted).parameters().maxSessionDuration()).isEqualTo(7200);
    }

    @Test
    void only_the_inline_policy_that_changed_is_written() {
        createAs(complete());
        var wanted = role(TRUST, "what it is for", 7200, BOUNDARY, policies(WRITE), TAGS);
        var observed = read(wanted);
        calls.clear();
        adapter.update(target(wanted), observed, RecordDiff.of(wanted, observed.parameters()));
        assertThat(calls.list()).containsExactly("PutRolePolicy OK");
    }

    @Test
    void a_role_with_an_attached_policy_is_not_deleted_and_keeps_its_inline_policies() {
        createAs(complete());
        var policy = session.iam()
                .call(
                        "CreatePolicy",
                        c -> c.createPolicy(r -> r.policyName(name).policyDocument(READ.toString())))
                .policy()
                .arn();
        session.iam()
                .call(
                        "AttachRolePolicy",
                        c -> c.attachRolePolicy(r -> r.roleName(name).policyArn(policy)));
        assertThatThrownBy(() -> adapter.delete(target(complete()))).isInstanceOfSatisfying(CloudException.class, e -> {
            assertThat(e.error()).isInstanceOf(CloudError.Conflict.class);
            assertThat(e).hasMessageContaining("RolePolicyAttachment");
        });
        assertThat(RecordDiff.of(complete(), read(complete()).parameters())).isEmpty();
        session.iam()
                .call(
                        "DetachRolePolicy",
                        c -> c.detachRolePolicy(r -> r.roleName(name).policyArn(policy)));
    }
}
