package dev.sluice.provider.aws.ec2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.provider.Target;
import dev.sluice.provider.aws.KindConformance;
import dev.sluice.provider.aws.client.Tags;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagDescription;

/** What every kind of EC2 owes on top: AWS chooses its id, and the owner's tag finds it. */
abstract class Ec2Conformance<P extends Record, O extends Record> extends KindConformance<P, O> {
    static final Map<String, String> TAGS = Map.of("Name", "conformance", "team", "platform");

    private final String prefix;

    Ec2Conformance(String prefix) {
        this.prefix = prefix;
    }

    @Override
    protected String newName() {
        return prefix + "-0" + UUID.randomUUID().toString().replace("-", "").substring(0, 16);
    }

    @Test
    void a_created_resource_is_found_by_its_owner_and_by_nobody_else() {
        var owner = UUID.randomUUID().toString();
        var mine = new Target<>(session, REGION, "", complete(), owner);
        assertThat(adapter().find(mine, Tags.ofOwner(owner))).isEmpty();
        createAs(minimal());
        assertThat(adapter().find(mine, Tags.ofOwner(owner)))
                .as("another owner's")
                .isEmpty();

        var id = adapter().create(mine);
        assertThat(adapter().find(mine, Tags.ofOwner(owner))).containsExactly(id);
        assertThat(id).startsWith(prefix + "-");

        adapter().delete(mine.named(id));
        assertThat(adapter().find(mine, Tags.ofOwner(owner))).as("deleted").isEmpty();
    }

    @Test
    void a_resource_that_was_there_before_is_found_by_all_of_its_tags_and_by_no_others() {
        createAs(complete());
        var anybody =
                new Target<>(session, REGION, "", complete(), UUID.randomUUID().toString());
        var unique = UUID.randomUUID().toString();
        var added = Tag.builder().key("adopt").value(unique).build();
        session.ec2(REGION)
                .call("CreateTags", c -> c.createTags(r -> r.resources(name).tags(added)));

        var wanted = new HashMap<>(TAGS);
        wanted.put("adopt", unique);
        assertThat(adapter().find(anybody, wanted)).containsExactly(name);
        wanted.put("team", "another");
        assertThat(adapter().find(anybody, wanted)).isEmpty();
    }

    @Test
    void the_create_call_itself_writes_all_tags() {
        calls.clear();
        name = adapter().create(target(complete()));
        assertThat(calls.list()).doesNotContain("CreateTags OK");
        assertThat(ec2Tags()).containsAllEntriesOf(TAGS).containsEntry("sluice.dev/uid", OWNER);
    }

    final Map<String, String> ec2Tags() {
        var byId = Filter.builder().name("resource-id").values(name).build();
        return session.ec2(REGION)
                .call(
                        "DescribeTags",
                        c -> c.describeTags(r -> r.filters(byId)).tags().stream()
                                .collect(Collectors.toMap(TagDescription::key, TagDescription::value)));
    }

    /** A VPC to be used by other kinds, of nobody. */
    final String vpc(String cidr) {
        return session.ec2(REGION)
                .call(
                        "CreateVpc",
                        c -> c.createVpc(r -> r.cidrBlock(cidr)).vpc().vpcId());
    }

    final String subnet(String vpc, String cidr) {
        return session.ec2(REGION)
                .call(
                        "CreateSubnet",
                        c -> c.createSubnet(r -> r.vpcId(vpc).cidrBlock(cidr))
                                .subnet()
                                .subnetId());
    }
}
