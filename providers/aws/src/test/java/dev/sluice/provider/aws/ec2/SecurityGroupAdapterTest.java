package dev.sluice.provider.aws.ec2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.provider.Adapter;
import dev.sluice.provider.CloudError;
import dev.sluice.provider.CloudException;
import dev.sluice.provider.aws.RecordDiff;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.ec2.SecurityGroup.Outputs;
import dev.sluice.provider.aws.ec2.SecurityGroup.Parameters;
import dev.sluice.provider.aws.ec2.SecurityGroup.Rule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

public class SecurityGroupAdapterTest extends Ec2Conformance<Parameters, Outputs> {
    private static final Rule HTTPS = tcp(443, "10.0.0.0/8", "clients");
    private static final Rule HTTPS_OF_OTHERS = tcp(443, "192.168.0.0/16", null);
    private static final Rule PING = new Rule("icmp", 8, -1, "10.0.0.0/8", null, null, null, null, null, "ping");
    private static final Rule IPV6 = new Rule("udp", 53, 54, null, "2001:db8::/32", null, null, null, null, "names");
    private static final Rule MEMBERS = new Rule("-1", null, null, null, null, null, null, null, true, "members");
    private static final Rule ALL_OUT = new Rule("-1", null, null, "0.0.0.0/0", null, null, null, null, null, null);

    private final SecurityGroupAdapter adapter = new SecurityGroupAdapter();
    private String vpc = "";
    private String other = "";

    public SecurityGroupAdapterTest() {
        super("sg");
    }

    @Override
    protected void prerequisites() {
        vpc = vpc("10.0.0.0/16");
        other = session.ec2(REGION)
                .call(
                        "CreateSecurityGroup",
                        c -> c.createSecurityGroup(
                                        r -> r.vpcId(vpc).groupName("other").description("other"))
                                .groupId());
    }

    @Override
    protected Adapter<Parameters, Outputs, AwsSession> adapter() {
        return adapter;
    }

    @Override
    protected Parameters complete() {
        return parameters(ingress(), List.of(HTTPS, PING), TAGS);
    }

    @Override
    protected Parameters minimal() {
        return new Parameters(REGION, vpc, null, "minimal", null, null, null, null);
    }

    @Override
    protected Parameters mutableOnly(Parameters wanted) {
        return parameters(wanted.ingress(), wanted.egress(), wanted.tags());
    }

    private List<Rule> ingress() {
        return List.of(HTTPS, HTTPS_OF_OTHERS, PING, IPV6, MEMBERS, fromGroup("other"));
    }

    private Rule fromGroup(String description) {
        return new Rule("tcp", 5432, 5432, null, null, null, other, null, null, description);
    }

    private static Rule tcp(int port, String cidr, String description) {
        return new Rule("tcp", port, port, cidr, null, null, null, null, null, description);
    }

    private Parameters parameters(List<Rule> ingress, List<Rule> egress, Map<String, String> tags) {
        return new Parameters(REGION, vpc, null, "complete", "for conformance", ingress, egress, tags);
    }

    @Override
    protected Map<String, Parameters> mutations() {
        var out = complete().egress();
        var mutations = new LinkedHashMap<String, Parameters>();
        mutations.put("another port", parameters(List.of(tcp(8443, "10.0.0.0/8", "clients")), out, TAGS));
        mutations.put("one rule less", parameters(ingress().subList(1, 6), out, TAGS));
        mutations.put("one rule more", parameters(plus(ingress(), tcp(22, "10.9.0.0/16", null)), out, TAGS));
        mutations.put("nothing comes in", parameters(null, out, TAGS));
        mutations.put("everything goes out", parameters(ingress(), List.of(ALL_OUT), TAGS));
        mutations.put("nothing goes out", parameters(ingress(), List.of(), TAGS));
        mutations.put("what goes out is AWS's affair", parameters(ingress(), null, TAGS));
        mutations.put("tags changed", parameters(ingress(), out, Map.of("team", "orders")));
        mutations.put("tags removed", parameters(ingress(), out, null));
        return mutations;
    }

    private static List<Rule> plus(List<Rule> rules, Rule one) {
        var more = new java.util.ArrayList<>(rules);
        more.addFirst(one);
        return more;
    }

    @Test
    void the_rule_that_aws_adds_lets_everything_out_and_is_no_difference() {
        createAs(minimal());
        var observed = read(minimal());
        assertThat(observed.parameters().egress()).containsExactly(ALL_OUT);
        assertThat(RecordDiff.of(minimal(), observed.parameters())).isEmpty();
    }

    @Test
    void the_rule_that_aws_adds_goes_once_it_is_said_what_goes_out() {
        name = adapter.create(target(complete()));
        converge(complete());
        assertThat(read(complete()).parameters().egress())
                .doesNotContain(ALL_OUT)
                .hasSize(2);
    }

    @Test
    void an_empty_list_lets_nothing_out() {
        createAs(minimal());
        var closed = new Parameters(REGION, vpc, null, "minimal", null, null, List.of(), null);
        assertThat(RecordDiff.of(closed, read(closed).parameters())).hasSize(1);
        converge(closed);
        assertThat(read(closed).parameters().egress()).isNull();
    }

    @Test
    void rules_are_changed_with_one_call_for_what_is_new_and_one_for_what_goes() {
        createAs(complete());
        var desired = parameters(
                List.of(tcp(80, "10.0.0.0/8", null), tcp(81, "10.0.0.0/8", null), PING),
                complete().egress(),
                TAGS);
        var observed = read(desired);
        calls.clear();
        adapter.update(target(desired), observed, RecordDiff.of(desired, observed.parameters()));
        assertThat(calls.list()).containsExactly("AuthorizeSecurityGroupIngress OK", "RevokeSecurityGroupIngress OK");
        assertThat(RecordDiff.of(desired, read(desired).parameters())).isEmpty();
    }

    @Test
    void another_description_is_written_without_taking_the_rule_away() {
        createAs(complete());
        var desired = parameters(
                List.of(
                        tcp(443, "10.0.0.0/8", "all clients"),
                        HTTPS_OF_OTHERS,
                        PING,
                        IPV6,
                        MEMBERS,
                        fromGroup("other")),
                List.of(tcp(443, "10.0.0.0/8", "out"), PING),
                TAGS);
        var observed = read(desired);
        calls.clear();
        adapter.update(target(desired), observed, RecordDiff.of(desired, observed.parameters()));
        assertThat(calls.list())
                .containsExactly(
                        "UpdateSecurityGroupRuleDescriptionsIngress OK",
                        "UpdateSecurityGroupRuleDescriptionsEgress OK");
        assertThat(RecordDiff.of(desired, read(desired).parameters())).isEmpty();
    }

    @Test
    void moto_does_not_take_a_description_away() {
        createAs(complete());
        var desired = parameters(List.of(tcp(443, "10.0.0.0/8", null)), List.of(HTTPS, PING), TAGS);
        adapter.update(
                target(desired),
                read(desired),
                RecordDiff.of(desired, read(desired).parameters()));
        assertThat(read(desired).parameters().ingress()).containsExactly(HTTPS);
    }

    @Test
    void moto_does_not_change_the_description_of_a_rule_with_a_group() {
        createAs(complete());
        var desired = parameters(List.of(fromGroup("db")), List.of(HTTPS, PING), TAGS);
        adapter.update(
                target(desired),
                read(desired),
                RecordDiff.of(desired, read(desired).parameters()));
        assertThat(read(desired).parameters().ingress()).containsExactly(fromGroup("other"));
    }

    @Test
    void two_rules_that_are_one_to_aws_are_refused() {
        createAs(minimal());
        var desired = new Parameters(
                REGION, vpc, null, "minimal", null, List.of(HTTPS, tcp(443, "10.0.0.0/8", "again")), null, null);
        var observed = read(desired);
        assertThatThrownBy(
                        () -> adapter.update(target(desired), observed, RecordDiff.of(desired, observed.parameters())))
                .isInstanceOfSatisfying(
                        CloudException.class, e -> assertThat(e.error()).isInstanceOf(CloudError.Invalid.class))
                .hasMessageContaining("leave one of them out");
    }

    @Test
    void a_group_is_read_with_one_call() {
        createAs(complete());
        calls.clear();
        assertThat(read(complete()).outputs())
                .isEqualTo(new Outputs(name, "arn:aws:ec2:eu-west-1:123456789012:security-group/" + name));
        assertThat(calls.list()).containsExactly("DescribeSecurityGroups OK");
    }
}
