package dev.sluice.provider.aws.iam;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.provider.Adapter;
import dev.sluice.provider.aws.KindConformance;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.client.Json;
import dev.sluice.provider.aws.iam.Policy.Outputs;
import dev.sluice.provider.aws.iam.Policy.Parameters;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

public class PolicyAdapterTest extends KindConformance<Parameters, Outputs> {
    private static final JsonNode READ = Json.read("""
            {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::a+b c/*"}]}""");
    private static final JsonNode WRITE = Json.read(READ.toString().replace("GetObject", "PutObject"));
    private static final Map<String, String> TAGS = Map.of("team", "payments");

    private final PolicyAdapter adapter = new PolicyAdapter();

    @Override
    protected Adapter<Parameters, Outputs, AwsSession> adapter() {
        return adapter;
    }

    @Override
    protected Parameters complete() {
        return new Parameters(READ, "/teams/", "what it is for", TAGS);
    }

    @Override
    protected Parameters minimal() {
        return new Parameters(READ, path, null, null);
    }

    /** Part of the ARN, so what cleans up has to know it. */
    private String path = "/";

    @Override
    protected String newName() {
        path = "/";
        return super.newName();
    }

    @Override
    protected Parameters mutableOnly(Parameters wanted) {
        path = "/teams/";
        return new Parameters(wanted.document(), "/teams/", "what it is for", wanted.tags());
    }

    @Override
    protected Map<String, Parameters> mutations() {
        var mutations = new LinkedHashMap<String, Parameters>();
        mutations.put("document changed", new Parameters(WRITE, "/teams/", "what it is for", TAGS));
        mutations.put(
                "tags changed",
                new Parameters(READ, "/teams/", "what it is for", Map.of("team", "orders", "stage", "test")));
        mutations.put("tags removed", new Parameters(READ, "/teams/", "what it is for", null));
        return mutations;
    }

    @Test
    void the_oldest_version_goes_when_iam_has_no_room_for_another() {
        createAs(minimal());
        for (int change = 1; change <= 6; change++) {
            converge(new Parameters(change % 2 == 1 ? WRITE : READ, null, null, null));
        }
        var versions = session.iam()
                .call(
                        "ListPolicyVersions",
                        c -> c.listPolicyVersions(r -> r.policyArn("arn:aws:iam::123456789012:policy/" + name)))
                .versions();
        assertThat(versions)
                .extracting(version -> version.versionId())
                .containsExactlyInAnyOrder("v3", "v4", "v5", "v6", "v7");
        assertThat(read(minimal()).outputs().version()).isEqualTo("v7");
    }
}
