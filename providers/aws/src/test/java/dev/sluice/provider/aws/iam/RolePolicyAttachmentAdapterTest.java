package dev.sluice.provider.aws.iam;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.provider.Adapter;
import dev.sluice.provider.aws.KindConformance;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.client.Json;
import dev.sluice.provider.aws.iam.RolePolicyAttachment.Outputs;
import dev.sluice.provider.aws.iam.RolePolicyAttachment.Parameters;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

public class RolePolicyAttachmentAdapterTest extends KindConformance<Parameters, Outputs> {
    private static final String POLICY = "arn:aws:iam::123456789012:policy/conformance-ReadOnly";
    private static final JsonNode READ = Json.read("""
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}""");
    private static final JsonNode TRUST = Json.read("""
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}""");

    private final RolePolicyAttachmentAdapter adapter = new RolePolicyAttachmentAdapter();

    @Override
    protected Adapter<Parameters, Outputs, AwsSession> adapter() {
        return adapter;
    }

    private String role = "";

    @Override
    protected void prerequisites() {
        for (var policy : List.of("conformance-ReadOnly", "conformance-PowerUser")) {
            session.iam()
                    .call(
                            "CreatePolicy",
                            c -> c.createPolicy(r -> r.policyName(policy).policyDocument(READ.toString())));
        }
    }

    @Override
    protected String newName() {
        role = super.newName();
        session.iam()
                .call(
                        "CreateRole",
                        c -> c.createRole(r -> r.roleName(role).assumeRolePolicyDocument(TRUST.toString())));
        return role;
    }

    @Override
    protected Parameters complete() {
        return new Parameters(role, null, POLICY, null);
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
        return Map.of();
    }

    @Override
    protected Parameters current(Parameters wanted) {
        return complete();
    }

    @Test
    void another_policy_of_the_role_stays() {
        createAs(complete());
        var other = new Parameters(role, null, POLICY.replace("ReadOnly", "PowerUser"), null);
        adapter.create(target(other));
        adapter.delete(target(complete()));
        assertThat(adapter.read(target(complete()))).isEmpty();
        assertThat(adapter.read(target(other))).isPresent();
        adapter.delete(target(other));
    }

    @Test
    void of_a_role_that_is_gone_there_is_no_attachment() {
        name = newName();
        var orphan = new Parameters(role + "-gone", null, POLICY, null);
        assertThat(adapter.read(target(orphan))).isEmpty();
        adapter.delete(target(orphan));
    }
}
