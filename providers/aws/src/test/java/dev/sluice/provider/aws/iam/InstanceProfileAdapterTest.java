package dev.sluice.provider.aws.iam;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.provider.Adapter;
import dev.sluice.provider.aws.KindConformance;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.client.Json;
import dev.sluice.provider.aws.iam.InstanceProfile.Outputs;
import dev.sluice.provider.aws.iam.InstanceProfile.Parameters;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

public class InstanceProfileAdapterTest extends KindConformance<Parameters, Outputs> {
    private static final JsonNode TRUST = Json.read("""
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}""");
    private static final Map<String, String> TAGS = Map.of("team", "payments");

    private final InstanceProfileAdapter adapter = new InstanceProfileAdapter();

    @Override
    protected Adapter<Parameters, Outputs, AwsSession> adapter() {
        return adapter;
    }

    @Override
    protected void prerequisites() {
        for (var role : List.of("conformance-first", "conformance-second")) {
            session.iam()
                    .call(
                            "CreateRole",
                            c -> c.createRole(r -> r.roleName(role).assumeRolePolicyDocument(TRUST.toString())));
        }
    }

    @Override
    protected Parameters complete() {
        return new Parameters("/teams/", "conformance-first", null, TAGS);
    }

    @Override
    protected Parameters minimal() {
        return new Parameters(null, null, null, null);
    }

    @Override
    protected Parameters mutableOnly(Parameters wanted) {
        return new Parameters("/teams/", wanted.role(), null, wanted.tags());
    }

    @Override
    protected Map<String, Parameters> mutations() {
        var mutations = new LinkedHashMap<String, Parameters>();
        mutations.put("role changed", new Parameters("/teams/", "conformance-second", null, TAGS));
        mutations.put("role removed", new Parameters("/teams/", null, null, TAGS));
        mutations.put(
                "tags changed",
                new Parameters("/teams/", "conformance-first", null, Map.of("team", "orders", "stage", "test")));
        mutations.put("tags removed", new Parameters("/teams/", "conformance-first", null, null));
        return mutations;
    }
}
