package dev.sluice.e2e.bench;

import dev.sluice.api.managed.ManagedResource;
import dev.sluice.provider.aws.ec2.ElasticIp;
import dev.sluice.provider.aws.ec2.InternetGateway;
import dev.sluice.provider.aws.ec2.RouteTable;
import dev.sluice.provider.aws.ec2.SecurityGroup;
import dev.sluice.provider.aws.ec2.Vpc;
import dev.sluice.provider.aws.ecr.Repository;
import dev.sluice.provider.aws.logs.LogGroup;
import dev.sluice.provider.aws.s3.Bucket;
import dev.sluice.provider.aws.sns.Topic;
import dev.sluice.provider.aws.sqs.Queue;
import dev.sluice.provider.aws.ssm.Parameter;
import java.util.ArrayList;
import java.util.List;

/** Resources of eleven kinds in fixed shares; some are named by us and some by the cloud, some refer to a VPC. */
final class MixedObjects {
    static final String NAMESPACE = "bench";

    private static final String OBJECT = """
            apiVersion: %s
            kind: %s
            metadata:
              name: %s
              namespace: bench
            spec:
              forProvider:
                region: eu-west-1
                tags: {team: bench, cost-center: "4711"}
            %s""";

    /**
     * @param twentieths its share of all
     * @param parameters the rest of its parameters; %s is its name
     */
    private record Part(
            Class<? extends ManagedResource<?, ?>> type,
            String apiVersion,
            String kind,
            int twentieths,
            String parameters) {}

    private static final List<Part> PARTS = List.of(
            new Part(Queue.class, "sqs.aws.sluice.dev/v1alpha1", "Queue", 3, "    visibilityTimeout: 45\n"),
            new Part(Topic.class, "sns.aws.sluice.dev/v1alpha1", "Topic", 2, "    displayName: Bench\n"),
            new Part(LogGroup.class, "logs.aws.sluice.dev/v1alpha1", "LogGroup", 2, "    retentionInDays: 30\n"),
            new Part(
                    Parameter.class,
                    "ssm.aws.sluice.dev/v1alpha1",
                    "Parameter",
                    2,
                    "    type: String\n    value: https://example.org\n"),
            new Part(Repository.class, "ecr.aws.sluice.dev/v1alpha1", "Repository", 1, "    scanOnPush: true\n"),
            new Part(Bucket.class, "s3.aws.sluice.dev/v1alpha1", "Bucket", 1, "    versioning: Enabled\n"),
            new Part(SecurityGroup.class, "ec2.aws.sluice.dev/v1alpha1", "SecurityGroup", 4, """
                        vpcRef: {name: bench}
                        groupName: %s
                        description: Measured
                        ingress:
                          - {ipProtocol: tcp, fromPort: 8443, toPort: 8443, cidrIpv4: 10.20.0.0/16}
                    """.indent(0)),
            new Part(RouteTable.class, "ec2.aws.sluice.dev/v1alpha1", "RouteTable", 2, "    vpcRef: {name: bench}\n"),
            new Part(ElasticIp.class, "ec2.aws.sluice.dev/v1alpha1", "ElasticIP", 2, ""),
            new Part(InternetGateway.class, "ec2.aws.sluice.dev/v1alpha1", "InternetGateway", 1, ""));

    private MixedObjects() {}

    /** All of them as YAML, the VPC first. */
    static List<String> yaml(int count) {
        var all = new ArrayList<String>();
        all.add(OBJECT.formatted("ec2.aws.sluice.dev/v1alpha1", "VPC", "bench", "    cidrBlock: 10.20.0.0/16\n"));
        for (int i = 0; all.size() < count; i++) {
            var part = part(i % 20);
            var name = "bench-%05d".formatted(i);
            all.add(OBJECT.formatted(
                    part.apiVersion(), part.kind(), name, part.parameters().formatted(name)));
        }
        return all;
    }

    private static Part part(int twentieth) {
        int end = 0;
        for (var part : PARTS) {
            end += part.twentieths();
            if (twentieth < end) {
                return part;
            }
        }
        throw new IllegalStateException("the shares do not add up");
    }

    static List<Class<? extends ManagedResource<?, ?>>> kinds() {
        var kinds = new ArrayList<Class<? extends ManagedResource<?, ?>>>();
        kinds.add(Vpc.class);
        PARTS.forEach(part -> kinds.add(part.type()));
        return kinds;
    }

    /** Whether a definition's file is of one of these kinds; what is not installed costs nothing. */
    static boolean isUsed(String definition) {
        return !definition.endsWith(".aws.sluice.dev.yaml")
                || definition.startsWith("providerconfigs.")
                || kinds().stream()
                        .map(io.fabric8.kubernetes.client.CustomResource::getCRDName)
                        .anyMatch(name -> definition.equals(name + ".yaml"));
    }
}
