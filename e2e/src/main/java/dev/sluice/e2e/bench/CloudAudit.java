package dev.sluice.e2e.bench;

import dev.sluice.api.Sluice;
import dev.sluice.api.managed.ManagedResource;
import dev.sluice.e2e.local.LocalEnvironment;
import dev.sluice.provider.ConfigReader;
import dev.sluice.provider.Kind;
import dev.sluice.provider.ProviderContext;
import dev.sluice.provider.ServiceAccountToken;
import dev.sluice.provider.Target;
import dev.sluice.provider.aws.AwsProvider;
import dev.sluice.provider.aws.ProviderConfig;
import dev.sluice.provider.aws.client.AwsSession;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import software.amazon.awssdk.services.ec2.model.Filter;

/** Compares the objects with what the emulator holds, asked directly: nothing lost, nothing twice, each with its owner. */
final class CloudAudit implements AutoCloseable {
    private final KubernetesClient client;
    private final AwsProvider aws = new AwsProvider(ProviderContext.PLAIN);
    private final AwsSession session;

    CloudAudit(LocalEnvironment environment) {
        this.client = environment.client();
        this.session = aws.connect(new Direct(client, environment.cloud().endpoint()), "default");
    }

    AwsSession session() {
        return session;
    }

    /** What is wrong; empty where nothing is. */
    List<String> findings(List<? extends ManagedResource<?, ?>> objects) {
        var findings = new ArrayList<String>();
        var wanted = new TreeMap<String, Integer>();
        for (var object : objects) {
            wanted.merge(object.getKind(), 1, Integer::sum);
            aws.kinds().stream()
                    .filter(kind -> kind.type().isInstance(object))
                    .forEach(kind -> check(kind, object, findings));
        }
        counts().forEach((kind, count) -> {
            if (count != (long) wanted.getOrDefault(kind, 0)) {
                findings.add("%d %s objects, and %d in the cloud".formatted(wanted.getOrDefault(kind, 0), kind, count));
            }
        });
        return findings;
    }

    private <P extends Record, O extends Record, R extends ManagedResource<P, O>> void check(
            Kind<P, O, R, AwsSession> kind, ManagedResource<?, ?> some, List<String> findings) {
        var object = kind.type().cast(some);
        var uid = object.getMetadata().getUid();
        var status = object.getStatus();
        var name = status == null || status.externalName() == null ? object.externalName() : status.externalName();
        var desired = object.getSpec().forProvider();
        var target = new Target<>(session, kind.adapter().region(desired, session), name, desired, uid);
        var what = object.getKind() + " " + object.getMetadata().getName();
        var observed = kind.adapter().read(target);
        if (observed.isEmpty()) {
            findings.add(what + " is not in the cloud");
        } else if (!uid.equals(observed.get().ownerUid())) {
            findings.add(what + " has the owner " + observed.get().ownerUid());
        }
        if (kind.identity() == Kind.Identity.TAGGED) {
            var names = kind.adapter().find(target, Map.of(Sluice.OWNER_TAG, uid));
            if (names.size() != 1) {
                findings.add("%s is %d times in the cloud: %s".formatted(what, names.size(), names));
            }
        }
    }

    /** How many of each kind there are; of EC2's, those that say to be Sluice's: an account has some of its own. */
    private Map<String, Long> counts() {
        var region = LocalEnvironment.REGION;
        var owned = Filter.builder().name("tag-key").values(Sluice.OWNER_TAG).build();
        var ec2 = session.ec2(region);
        var counts = new TreeMap<String, Long>();
        counts.put(
                "Queue",
                session.sqs(region)
                        .call(
                                "ListQueues",
                                c -> c.listQueuesPaginator(r -> r.maxResults(1000)).queueUrls().stream()
                                        .count()));
        counts.put(
                "Topic",
                session.sns(region)
                        .call(
                                "ListTopics",
                                c -> c.listTopicsPaginator().topics().stream().count()));
        counts.put(
                "LogGroup",
                session.logs(region)
                        .call(
                                "DescribeLogGroups",
                                c -> c.describeLogGroupsPaginator().logGroups().stream()
                                        .count()));
        counts.put(
                "Repository",
                session.ecr(region)
                        .call(
                                "DescribeRepositories",
                                c -> c.describeRepositoriesPaginator().repositories().stream()
                                        .count()));
        counts.put(
                "Parameter",
                session.ssm(region)
                        .call(
                                "DescribeParameters",
                                c -> c.describeParametersPaginator().stream()
                                        .mapToLong(page -> page.parameters().size())
                                        .sum()));
        counts.put("Bucket", session.s3(region).call("ListBuckets", c ->
                (long) c.listBuckets().buckets().size()));
        counts.put(
                "SecurityGroup",
                ec2.call(
                        "DescribeSecurityGroups",
                        c -> c.describeSecurityGroupsPaginator(r -> r.filters(owned)).securityGroups().stream()
                                .count()));
        counts.put(
                "RouteTable",
                ec2.call(
                        "DescribeRouteTables",
                        c -> c.describeRouteTablesPaginator(r -> r.filters(owned)).routeTables().stream()
                                .count()));
        counts.put("ElasticIP", ec2.call("DescribeAddresses", c ->
                (long) c.describeAddresses(r -> r.filters(owned)).addresses().size()));
        counts.put(
                "InternetGateway",
                ec2.call(
                        "DescribeInternetGateways",
                        c -> c.describeInternetGatewaysPaginator(r -> r.filters(owned)).internetGateways().stream()
                                .count()));
        return counts;
    }

    @Override
    public void close() {
        aws.close();
    }

    /** The cluster's configuration, but without the proxy in between. */
    private record Direct(KubernetesClient client, URI endpoint) implements ConfigReader {
        @Override
        public <T extends HasMetadata> Optional<T> config(Class<T> type, String name) {
            var config = client.resources(type).withName(name).get();
            if (config instanceof ProviderConfig aws) {
                var spec = aws.getSpec();
                aws.setSpec(new ProviderConfig.Spec(
                        spec.region(), endpoint.toString(), null, null, spec.credentials(), null, null));
            }
            return Optional.ofNullable(config);
        }

        @Override
        public Optional<Secret> secret(String namespace, String name) {
            return Optional.ofNullable(
                    client.secrets().inNamespace(namespace).withName(name).get());
        }

        @Override
        public Optional<Map<String, String>> namespaceLabels(String namespace) {
            return Optional.empty();
        }

        @Override
        public ServiceAccountToken token(String namespace, String serviceAccount, String audience) {
            throw new UnsupportedOperationException("the emulator's credentials are in a Secret");
        }
    }
}
