package dev.sluice.provider.aws.ec2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.provider.Adapter;
import dev.sluice.provider.CloudError;
import dev.sluice.provider.CloudException;
import dev.sluice.provider.aws.RecordDiff;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.client.Tags;
import dev.sluice.provider.aws.ec2.Instance.Outputs;
import dev.sluice.provider.aws.ec2.Instance.Parameters;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.Image;

public class InstanceAdapterTest extends Ec2Conformance<Parameters, Outputs> {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String SCRIPT = "#!/bin/sh\necho 'grüße'\n";

    private final InstanceAdapter adapter = new InstanceAdapter();
    private String image = "";
    private String subnet = "";
    private String group = "";
    private String otherGroup = "";

    public InstanceAdapterTest() {
        super("i");
    }

    @Override
    protected void prerequisites() {
        var vpc = vpc("10.0.0.0/16");
        subnet = subnet(vpc, "10.0.1.0/24");
        group = group(vpc, "workers");
        otherGroup = group(vpc, "others");
        image = session.ec2(REGION)
                .call(
                        "DescribeImages",
                        c -> c.describeImages().images().stream()
                                .map(Image::imageId)
                                .findFirst()
                                .orElseThrow());
    }

    private String group(String vpc, String name) {
        return session.ec2(REGION)
                .call(
                        "CreateSecurityGroup",
                        c -> c.createSecurityGroup(
                                        r -> r.vpcId(vpc).groupName(name).description(name))
                                .groupId());
    }

    @Override
    protected Adapter<Parameters, Outputs, AwsSession> adapter() {
        return adapter;
    }

    @Override
    protected Parameters complete() {
        return parameters(everything());
    }

    @Override
    protected Parameters minimal() {
        return parameters(Map.of("imageId", image, "instanceType", "t3.micro"));
    }

    @Override
    protected Parameters mutableOnly(Parameters wanted) {
        var values = everything();
        var mutable = MAPPER.convertValue(wanted, new TypeReference<Map<String, Object>>() {});
        for (var field :
                List.of("securityGroupIds", "metadataOptions", "sourceDestCheck", "disableApiTermination", "tags")) {
            values.remove(field);
            if (mutable.containsKey(field)) {
                values.put(field, mutable.get(field));
            }
        }
        return parameters(values);
    }

    /** But for an instance profile, of which {@link Ec2WireTest} tells, and what moto does not know of volumes. */
    private Map<String, Object> everything() {
        var values = new LinkedHashMap<String, Object>();
        values.put("imageId", image);
        values.put("instanceType", "t3.micro");
        values.put("subnetId", subnet);
        values.put("securityGroupIds", List.of(group));
        values.put("keyName", "operators");
        values.put("userData", SCRIPT);
        values.put("rootVolume", Map.of("volumeSize", 20, "volumeType", "gp3", "encrypted", true));
        values.put("metadataOptions", Map.of("httpTokens", "required", "httpPutResponseHopLimit", 2));
        values.put("sourceDestCheck", false);
        values.put("disableApiTermination", false);
        values.put("tags", TAGS);
        return values;
    }

    @Override
    protected Map<String, Parameters> mutations() {
        var mutations = new LinkedHashMap<String, Parameters>();
        mutations.put("another group", with("securityGroupIds", List.of(otherGroup)));
        mutations.put("one group more", with("securityGroupIds", List.of(otherGroup, group)));
        mutations.put("metadata without tokens", with("metadataOptions", Map.of("httpTokens", "optional")));
        mutations.put(
                "no metadata", with("metadataOptions", Map.of("httpEndpoint", "disabled", "httpTokens", "required")));
        mutations.put("forwards nothing", with("sourceDestCheck", true));
        mutations.put("protected", with("disableApiTermination", true));
        mutations.put("tags changed", with("tags", Map.of("team", "orders")));
        mutations.put("tags removed", with("tags", null));
        return mutations;
    }

    private Parameters with(String field, Object value) {
        var values = everything();
        values.put(field, value);
        return parameters(values);
    }

    private static Parameters parameters(Map<String, Object> values) {
        var all = new LinkedHashMap<>(values);
        all.put("region", REGION);
        return MAPPER.convertValue(all, Parameters.class);
    }

    @Test
    void another_type_needs_another_instance() {
        createAs(minimal());
        var larger = parameters(Map.of("imageId", image, "instanceType", "t3.large"));
        assertThat(RecordDiff.of(larger, read(larger).parameters()))
                .singleElement()
                .matches(change -> change.path().equals("instanceType") && change.needsReplacement());
    }

    @Test
    void user_data_that_differ_are_told_but_never_shown() {
        createAs(complete());
        var other = with("userData", "password=other");
        assertThat(RecordDiff.of(other, read(other).parameters()))
                .singleElement()
                .satisfies(change -> {
                    assertThat(change.path()).isEqualTo("userData");
                    assertThat(change.toString()).doesNotContain("other", "echo");
                });
    }

    @Test
    void an_instance_is_read_with_two_calls_and_one_more_for_each_of_user_data_and_root_volume() {
        createAs(minimal());
        calls.clear();
        read(minimal());
        assertThat(calls.list()).containsExactlyInAnyOrder("DescribeInstances OK", "DescribeInstanceAttribute OK");
        adapter.delete(target(minimal()));

        createAs(complete());
        calls.clear();
        read(complete());
        assertThat(calls.list())
                .containsExactlyInAnyOrder(
                        "DescribeInstances OK",
                        "DescribeInstanceAttribute OK",
                        "DescribeInstanceAttribute OK",
                        "DescribeVolumes OK");
    }

    @Test
    void a_protected_instance_is_not_terminated_and_the_message_says_what_to_do() {
        createAs(with("disableApiTermination", true));
        assertThatThrownBy(() -> adapter.delete(target(complete()))).isInstanceOfSatisfying(CloudException.class, e -> {
            assertThat(e.error()).isInstanceOf(CloudError.Conflict.class);
            assertThat(e).hasMessageContaining("set disableApiTermination to false first");
        });
        converge(complete());
    }

    @Test
    void a_stopped_instance_is_still_there() {
        createAs(minimal());
        session.ec2(REGION).call("StopInstances", c -> c.stopInstances(r -> r.instanceIds(name)));
        assertThat(read(minimal()).stateMessage()).startsWith("stop");
        assertThat(adapter.find(target(minimal()), Tags.ofOwner(OWNER))).contains(name);
    }

    @Test
    void an_image_that_does_not_exist_is_named() {
        var values = everything();
        values.put("imageId", "ami-00000000000000000");
        assertThatThrownBy(() -> adapter.create(target(parameters(values))))
                .isInstanceOf(CloudException.class)
                .hasMessageContaining("ami-00000000000000000");
    }

    @Test
    void outputs_tell_where_it_is() {
        createAs(complete());
        var outputs = read(complete()).outputs();
        assertThat(outputs.id()).isEqualTo(name);
        assertThat(outputs.arn()).isEqualTo("arn:aws:ec2:eu-west-1:123456789012:instance/" + name);
        assertThat(outputs.privateIp()).startsWith("10.0.1.");
    }
}
