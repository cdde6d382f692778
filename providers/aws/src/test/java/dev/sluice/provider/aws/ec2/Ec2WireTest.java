package dev.sluice.provider.aws.ec2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.sluice.api.FieldChange;
import dev.sluice.provider.CloudError;
import dev.sluice.provider.CloudException;
import dev.sluice.provider.Observed;
import dev.sluice.provider.ProviderContext;
import dev.sluice.provider.Target;
import dev.sluice.provider.aws.AwsProvider;
import dev.sluice.provider.aws.InMemoryConfigs;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.client.Tags;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What moto does not do: answers in EC2's own words, and what is asked for them. */
class Ec2WireTest {
    private static final String OWNER = "11111111-2222-3333-4444-555555555555";
    private static final String ID = "i-0123456789abcdef0";

    private final AwsProvider aws = new AwsProvider(ProviderContext.PLAIN);
    private final List<Map<String, String>> asked = new CopyOnWriteArrayList<>();
    private final Map<String, Deque<Answer>> answers = new ConcurrentHashMap<>();
    private HttpServer server;
    private AwsSession session;

    private record Answer(int status, String body) {}

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                var request = form(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
                asked.add(request);
                var queue = answers.getOrDefault(request.get("Action"), new ArrayDeque<>());
                var answer = queue.isEmpty()
                        ? new Answer(400, error("NoAnswer", "the test has none for " + request.get("Action")))
                        : queue.size() > 1 ? queue.remove() : queue.peek();
                var bytes = answer.body().getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(answer.status(), bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        });
        server.start();
        answers.put("GetCallerIdentity", new ArrayDeque<>(List.of(new Answer(200, """
                <GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>\
                <Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>"""))));
        session = aws.connect(
                InMemoryConfigs.forEndpoint(
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort())),
                "default");
        asked.clear();
    }

    @AfterEach
    void stop() {
        aws.close();
        server.stop(0);
    }

    @Test
    void an_instance_is_launched_with_the_owner_as_client_token_and_with_all_tags() {
        answer("RunInstances", instance(ID, "pending", ""));
        assertThat(new InstanceAdapter().create(target(instance("workers")))).isEqualTo(ID);
        assertThat(asked("RunInstances"))
                .containsEntry("ClientToken", OWNER)
                .containsEntry("MinCount", "1")
                .containsEntry("MaxCount", "1")
                .containsEntry("TagSpecification.1.ResourceType", "instance")
                .containsEntry("TagSpecification.1.Tag.1.Key", "sluice.dev/uid")
                .containsEntry("TagSpecification.1.Tag.1.Value", OWNER)
                .containsEntry("DisableApiTermination", "true")
                .containsEntry("IamInstanceProfile.Name", "workers");
        assertThat(new String(
                        Base64.getDecoder().decode(asked("RunInstances").get("UserData")), StandardCharsets.UTF_8))
                .isEqualTo("#!/bin/sh\n");
    }

    @Test
    void an_instance_that_was_terminated_is_launched_anew_although_ec2_remembers_its_token() {
        answers.put(
                "RunInstances",
                new ArrayDeque<>(List.of(
                        new Answer(400, error("IdempotentInstanceTerminated", "terminated")),
                        new Answer(200, run(instance("i-00000000000000002", "pending", ""))))));
        answer("DescribeInstances", reservations(instance(ID, "terminated", "")));

        assertThat(new InstanceAdapter().create(target(instance("workers")))).isEqualTo("i-00000000000000002");
        assertThat(asked.getLast()).containsEntry("ClientToken", OWNER + "/" + ID);
        assertThat(OWNER.length() + 1 + ID.length()).as("EC2's limit").isLessThanOrEqualTo(64);
    }

    @Test
    void several_are_asked_for_by_a_filter_because_an_unknown_id_would_fail_the_call() {
        answer("DescribeVpcEndpoints", "<vpcEndpointSet/>");
        var endpoints = new VpcEndpointAdapter().batches().orElseThrow();

        var batch = endpoints.read(session, "eu-west-1", Set.of("vpce-1"));

        assertThat(asked("DescribeVpcEndpoints"))
                .containsEntry("Filter.1.Name", "vpc-endpoint-id")
                .containsEntry("Filter.1.Value.1", "vpce-1")
                .doesNotContainKey("VpcEndpointId.1");
        assertThat(batch.observed(target(endpoint()).named("vpce-1"))).isEmpty();
        assertThat(endpoints.limit()).as("EC2's limit").isLessThanOrEqualTo(200);
    }

    @Test
    void what_is_terminated_is_neither_read_nor_found() {
        answer("DescribeInstances", reservations(instance(ID, "terminated", "")));
        assertThat(new InstanceAdapter().read(target(instance("workers")))).isEmpty();
        assertThat(new InstanceAdapter().find(target(instance("workers")), Tags.ofOwner(OWNER)))
                .isEmpty();
        assertThat(asked.getLast())
                .containsEntry("Filter.1.Name", "tag:sluice.dev/uid")
                .containsEntry("Filter.1.Value.1", OWNER);
    }

    @Test
    void an_instance_is_read_with_the_name_of_its_profile_and_what_it_was_given() {
        answer(
                "DescribeInstances",
                reservations(
                        instance(
                                ID,
                                "shutting-down",
                                "<iamInstanceProfile><arn>arn:aws:iam::123456789012:instance-profile/team/workers</arn></iamInstanceProfile>")));
        answers.put(
                "DescribeInstanceAttribute",
                new ArrayDeque<>(List.of(
                        new Answer(
                                200,
                                attribute(
                                        "userData",
                                        Base64.getEncoder()
                                                .encodeToString("#!/bin/sh\n".getBytes(StandardCharsets.UTF_8)))),
                        new Answer(200, attribute("disableApiTermination", "true")))));
        var observed = new InstanceAdapter().read(target(instance("workers"))).orElseThrow();
        assertThat(observed.state()).isEqualTo(Observed.State.DELETING);
        assertThat(observed.parameters().iamInstanceProfileName()).isEqualTo("workers");
        assertThat(observed.parameters().userData()).isEqualTo("#!/bin/sh\n");
        assertThat(observed.parameters().disableApiTermination()).isTrue();
        assertThat(observed.ownerUid()).isEqualTo(OWNER);
    }

    @Test
    void a_profile_is_associated_replaced_and_taken_away() {
        answer("AssociateIamInstanceProfile", "<iamInstanceProfileAssociation/>");
        answer("ReplaceIamInstanceProfileAssociation", "<iamInstanceProfileAssociation/>");
        answer("DisassociateIamInstanceProfile", "<iamInstanceProfileAssociation/>");
        var association =
                "<iamInstanceProfileAssociationSet><item><associationId>iip-assoc-1</associationId></item></iamInstanceProfileAssociationSet>";

        answer("DescribeIamInstanceProfileAssociations", "<iamInstanceProfileAssociationSet/>");
        profile("workers");
        assertThat(asked.getLast())
                .containsEntry("Action", "AssociateIamInstanceProfile")
                .containsEntry("InstanceId", ID)
                .containsEntry("IamInstanceProfile.Name", "workers");

        answer("DescribeIamInstanceProfileAssociations", association);
        profile("others");
        assertThat(asked.getLast())
                .containsEntry("Action", "ReplaceIamInstanceProfileAssociation")
                .containsEntry("AssociationId", "iip-assoc-1")
                .containsEntry("IamInstanceProfile.Name", "others");

        profile(null);
        assertThat(asked.getLast())
                .containsEntry("Action", "DisassociateIamInstanceProfile")
                .containsEntry("AssociationId", "iip-assoc-1");
    }

    private void profile(String name) {
        var parameters = instance(name);
        var change = new FieldChange(
                "iamInstanceProfileName", FieldChange.Action.CHANGE, null, null, FieldChange.Reason.SPEC, null);
        new InstanceAdapter()
                .update(
                        target(parameters),
                        Observed.available(parameters, new Instance.Outputs(ID, "arn", null, null, null), OWNER),
                        List.of(change));
    }

    @Test
    void a_nat_gateway_that_failed_says_why() {
        answer("DescribeNatGateways", """
                <natGatewaySet><item><natGatewayId>nat-1</natGatewayId><subnetId>subnet-1</subnetId><state>failed</state>\
                <failureCode>Gateway.NotAttached</failureCode><failureMessage>no internet gateway</failureMessage></item></natGatewaySet>""");
        var parameters = new NatGateway.Parameters("eu-west-1", "subnet-1", null, null, null, null, null, null);
        var observed = new NatGatewayAdapter().read(target(parameters)).orElseThrow();
        assertThat(observed.state()).isEqualTo(Observed.State.FAILED);
        assertThat(observed.stateMessage()).isEqualTo("failed: no internet gateway (Gateway.NotAttached)");
    }

    @Test
    void a_nat_gateway_on_its_way_out_is_being_deleted_and_not_found() {
        answer("DescribeNatGateways", """
                <natGatewaySet><item><natGatewayId>nat-1</natGatewayId><state>deleting</state><tagSet><item>\
                <key>sluice.dev/uid</key><value>%s</value></item></tagSet></item></natGatewaySet>""".formatted(OWNER));
        var parameters = new NatGateway.Parameters("eu-west-1", "subnet-1", null, null, null, null, null, null);
        assertThat(new NatGatewayAdapter()
                        .read(target(parameters))
                        .orElseThrow()
                        .state())
                .isEqualTo(Observed.State.DELETING);
        assertThat(new NatGatewayAdapter().find(target(parameters), Tags.ofOwner(OWNER)))
                .isEmpty();
    }

    @Test
    void a_nat_gateway_that_is_not_there_is_deleted() {
        answers.put(
                "DeleteNatGateway",
                new ArrayDeque<>(List.of(new Answer(400, error("NatGatewayNotFound", "not found")))));
        new NatGatewayAdapter()
                .delete(target(new NatGateway.Parameters("eu-west-1", "subnet-1", null, null, null, null, null, null)));
        assertThat(asked.getLast()).containsEntry("NatGatewayId", ID);
    }

    @Test
    void an_endpoint_that_is_not_deleted_is_told_although_the_call_succeeds() {
        answer("DeleteVpcEndpoints", unsuccessful("InvalidVpcEndpointId.NotFound", "gone"));
        new VpcEndpointAdapter().delete(target(endpoint()));

        answer("DeleteVpcEndpoints", unsuccessful("InvalidParameter", "in use by a service"));
        assertThatThrownBy(() -> new VpcEndpointAdapter().delete(target(endpoint())))
                .isInstanceOfSatisfying(
                        CloudException.class,
                        e -> assertThat(e.error()).isEqualTo(new CloudError.Conflict("in use by a service")));
    }

    @Test
    void an_endpoint_waits_for_its_service_to_accept_it() {
        answer("DescribeVpcEndpoints", """
                <vpcEndpointSet><item><vpcEndpointId>vpce-1</vpcEndpointId><ownerId>123456789012</ownerId>\
                <state>pendingAcceptance</state></item></vpcEndpointSet>""");
        assertThat(new VpcEndpointAdapter()
                        .read(target(endpoint()))
                        .orElseThrow()
                        .state())
                .isEqualTo(Observed.State.CREATING);
    }

    @Test
    void private_names_and_address_type_of_an_endpoint_are_changed() {
        answer("ModifyVpcEndpoint", "<return>true</return>");
        var desired = new VpcEndpoint.Parameters(
                "eu-west-1",
                "vpc-1",
                null,
                "service",
                "Interface",
                null,
                null,
                null,
                null,
                null,
                null,
                false,
                "dualstack",
                null,
                null);
        var changes = List.of(change("privateDnsEnabled"), change("ipAddressType"));
        new VpcEndpointAdapter()
                .update(
                        target(desired),
                        Observed.available(desired, new VpcEndpoint.Outputs("vpce-1", "arn", null), OWNER),
                        changes);
        assertThat(asked.getLast())
                .containsEntry("PrivateDnsEnabled", "false")
                .containsEntry("IpAddressType", "dualstack")
                .containsEntry("VpcEndpointId", ID);
    }

    @Test
    void dns64_of_a_subnet_is_read_and_changed() {
        answer("DescribeSubnets", """
                <subnetSet><item><subnetId>subnet-1</subnetId><state>available</state><enableDns64>true</enableDns64></item></subnetSet>""");
        answer("ModifySubnetAttribute", "<return>true</return>");
        var desired =
                new Subnet.Parameters("eu-west-1", "vpc-1", null, "10.0.0.0/24", null, null, null, null, false, null);
        var observed = new SubnetAdapter().read(target(desired)).orElseThrow();
        assertThat(observed.parameters().enableDns64()).isTrue();
        new SubnetAdapter()
                .update(
                        target(desired),
                        Observed.available(observed.parameters(), observed.outputs(), OWNER),
                        List.of(change("enableDns64")));
        assertThat(asked.getLast()).containsEntry("EnableDns64.Value", "false");
    }

    @Test
    void routes_that_are_not_ours_are_left_out() {
        answer("DescribeRouteTables", """
                <routeTableSet><item><routeTableId>rtb-1</routeTableId><vpcId>vpc-1</vpcId><ownerId>1</ownerId><routeSet>\
                <item><destinationCidrBlock>10.0.0.0/16</destinationCidrBlock><gatewayId>local</gatewayId><origin>CreateRouteTable</origin></item>\
                <item><destinationCidrBlock>10.9.0.0/16</destinationCidrBlock><gatewayId>vgw-1</gatewayId><origin>EnableVgwRoutePropagation</origin></item>\
                <item><destinationPrefixListId>pl-1</destinationPrefixListId><gatewayId>vpce-1</gatewayId><origin>CreateRoute</origin></item>\
                <item><destinationCidrBlock>10.8.0.0/16</destinationCidrBlock><gatewayId>vpce-2</gatewayId><origin>CreateRoute</origin></item>\
                <item><destinationCidrBlock>10.7.0.0/16</destinationCidrBlock><instanceId>i-1</instanceId><networkInterfaceId>eni-1</networkInterfaceId><origin>CreateRoute</origin></item>\
                </routeSet><associationSet>\
                <item><routeTableAssociationId>a</routeTableAssociationId><main>true</main></item>\
                <item><routeTableAssociationId>b</routeTableAssociationId><gatewayId>igw-1</gatewayId></item>\
                <item><routeTableAssociationId>c</routeTableAssociationId><subnetId>subnet-1</subnetId><associationState><state>disassociating</state></associationState></item>\
                <item><routeTableAssociationId>d</routeTableAssociationId><subnetId>subnet-2</subnetId><associationState><state>associated</state></associationState></item>\
                </associationSet></item></routeTableSet>""");
        var desired = new RouteTable.Parameters("eu-west-1", "vpc-1", null, null, null, null, null);
        var observed =
                new RouteTableAdapter().read(target(desired)).orElseThrow().parameters();
        assertThat(observed.routes())
                .containsExactly(
                        new RouteTable.Route(
                                "10.8.0.0/16", null, null, null, null, null, null, null, null, null, "vpce-2", null),
                        new RouteTable.Route(
                                "10.7.0.0/16", null, null, null, null, null, null, null, null, null, null, "eni-1"));
        assertThat(observed.subnetIds()).containsExactly("subnet-2");
    }

    @Test
    void a_subnet_that_another_table_has_is_a_conflict_that_says_so() {
        answers.put(
                "AssociateRouteTable",
                new ArrayDeque<>(List.of(new Answer(400, error("Resource.AlreadyAssociated", "rtbassoc-1")))));
        var desired = new RouteTable.Parameters("eu-west-1", "vpc-1", null, null, List.of("subnet-1"), null, null);
        var nothing = new RouteTable.Parameters("eu-west-1", "vpc-1", null, null, null, null, null);
        assertThatThrownBy(() -> new RouteTableAdapter()
                        .update(
                                target(desired),
                                Observed.available(nothing, new RouteTable.Outputs("rtb-1", "arn"), OWNER),
                                List.of(change("subnetIds"))))
                .isInstanceOfSatisfying(
                        CloudException.class,
                        e -> assertThat(e.error())
                                .isEqualTo(
                                        new CloudError.Conflict(
                                                "the subnet subnet-1 uses another route table; take it out of that one first")));
    }

    @Test
    void rules_of_a_security_group_are_read_one_by_one() {
        answer("DescribeSecurityGroups", """
                <securityGroupInfo><item><groupId>sg-1</groupId><ownerId>1</ownerId><groupName>g</groupName><ipPermissions>\
                <item><ipProtocol>tcp</ipProtocol><fromPort>1</fromPort><toPort>2</toPort>\
                <groups><item><groupId>sg-1</groupId></item><item><groupId>sg-2</groupId><description>others</description></item></groups>\
                <ipRanges><item><cidrIp>10.0.0.0/8</cidrIp></item></ipRanges>\
                <ipv6Ranges><item><cidrIpv6>::/0</cidrIpv6></item></ipv6Ranges>\
                <prefixListIds><item><prefixListId>pl-1</prefixListId></item></prefixListIds></item>\
                <item><ipProtocol>50</ipProtocol><fromPort>-1</fromPort><toPort>-1</toPort><ipRanges><item><cidrIp>10.0.0.0/8</cidrIp></item></ipRanges></item>\
                </ipPermissions></item></securityGroupInfo>""");
        var desired = new SecurityGroup.Parameters("eu-west-1", "vpc-1", null, "g", null, null, null, null);
        assertThat(new SecurityGroupAdapter()
                        .read(target(desired))
                        .orElseThrow()
                        .parameters()
                        .ingress())
                .containsExactlyInAnyOrder(
                        rule("tcp", 1, 2, "10.0.0.0/8", null, null, null, null, null),
                        rule("tcp", 1, 2, null, "::/0", null, null, null, null),
                        rule("tcp", 1, 2, null, null, "pl-1", null, null, null),
                        rule("tcp", 1, 2, null, null, null, null, true, null),
                        rule("tcp", 1, 2, null, null, null, "sg-2", null, "others"),
                        rule("50", null, null, "10.0.0.0/8", null, null, null, null, null));
    }

    private static SecurityGroup.Rule rule(
            String protocol,
            Integer from,
            Integer to,
            String ipv4,
            String ipv6,
            String prefixes,
            String group,
            Boolean self,
            String description) {
        return new SecurityGroup.Rule(protocol, from, to, ipv4, ipv6, prefixes, group, null, self, description);
    }

    @Test
    void pool_and_border_group_of_an_address_are_asked_for_and_read() {
        answer("AllocateAddress", "<allocationId>eipalloc-1</allocationId>");
        answer("DescribeAddresses", """
                <addressesSet><item><allocationId>eipalloc-1</allocationId><publicIp>192.0.2.1</publicIp>\
                <publicIpv4Pool>amazon</publicIpv4Pool><networkBorderGroup>eu-west-1</networkBorderGroup></item></addressesSet>""");
        var desired = new ElasticIp.Parameters("eu-west-1", "amazon", "eu-west-1", null, null, null);
        assertThat(new ElasticIpAdapter().create(target(desired))).isEqualTo("eipalloc-1");
        assertThat(asked.getLast())
                .containsEntry("PublicIpv4Pool", "amazon")
                .containsEntry("NetworkBorderGroup", "eu-west-1");
        assertThat(new ElasticIpAdapter().read(target(desired)).orElseThrow().parameters())
                .isEqualTo(desired);
    }

    /** @param profile null for none */
    private static Instance.Parameters instance(String profile) {
        return new Instance.Parameters(
                "eu-west-1",
                "ami-1",
                "t3.micro",
                null,
                null,
                null,
                null,
                null,
                null,
                profile,
                "#!/bin/sh\n",
                null,
                null,
                null,
                null,
                true,
                null);
    }

    private static VpcEndpoint.Parameters endpoint() {
        return new VpcEndpoint.Parameters(
                "eu-west-1",
                "vpc-1",
                null,
                "service",
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    private <P extends Record> Target<P, AwsSession> target(P desired) {
        return new Target<>(session, "eu-west-1", ID, desired, OWNER);
    }

    private static FieldChange change(String path) {
        return new FieldChange(path, FieldChange.Action.CHANGE, null, null, FieldChange.Reason.SPEC, null);
    }

    private Map<String, String> asked(String action) {
        return asked.stream()
                .filter(request -> action.equals(request.get("Action")))
                .findFirst()
                .orElseThrow();
    }

    /** From now on, in place of what was there. */
    private void answer(String action, String body) {
        answers.put(action, new ArrayDeque<>(List.of(new Answer(200, envelope(action, body)))));
    }

    private static String envelope(String action, String body) {
        return "<%sResponse xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\"><requestId>req-1</requestId>%s</%sResponse>"
                .formatted(action, body, action);
    }

    private static String error(String code, String message) {
        return "<Response><Errors><Error><Code>%s</Code><Message>%s</Message></Error></Errors><RequestID>req-1</RequestID></Response>"
                .formatted(code, message);
    }

    private static String run(String instance) {
        return envelope("RunInstances", instance);
    }

    private static String instance(String id, String state, String more) {
        return """
                <instancesSet><item><instanceId>%s</instanceId><instanceState><name>%s</name></instanceState>\
                <launchTime>2026-01-01T00:00:00.000Z</launchTime>%s<tagSet><item><key>sluice.dev/uid</key><value>%s</value></item></tagSet></item></instancesSet>""".formatted(id, state, more, OWNER);
    }

    private static String reservations(String instances) {
        return "<reservationSet><item>" + instances + "</item></reservationSet>";
    }

    private static String attribute(String name, String value) {
        return envelope("DescribeInstanceAttribute", "<%s><value>%s</value></%s>".formatted(name, value, name));
    }

    private static String unsuccessful(String code, String message) {
        return "<unsuccessful><item><error><code>%s</code><message>%s</message></error><resourceId>vpce-1</resourceId></item></unsuccessful>"
                .formatted(code, message);
    }

    private static Map<String, String> form(String body) {
        var form = new TreeMap<String, String>();
        for (var pair : body.split("&")) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                form.put(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
            }
        }
        return new HashMap<>(form);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
