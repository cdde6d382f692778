package dev.sluice.provider.aws.eks;

import dev.sluice.provider.aws.client.Tags;
import dev.sluice.provider.aws.eks.Cluster.Parameters;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.eks.model.CreateClusterRequest;
import software.amazon.awssdk.services.eks.model.EncryptionConfig;
import software.amazon.awssdk.services.eks.model.LogSetup;

/** A cluster's parameters in EKS's shapes and back. */
final class ClusterParameters {
    /** What a key encrypts; EKS knows nothing else. */
    private static final String SECRETS = "secrets";

    private ClusterParameters() {}

    static Parameters of(String region, software.amazon.awssdk.services.eks.model.Cluster cluster) {
        var vpc = cluster.resourcesVpcConfig();
        var network = cluster.kubernetesNetworkConfig();
        var access = cluster.accessConfig();
        var upgrades = cluster.upgradePolicy();
        return new Parameters(
                region,
                cluster.version(),
                cluster.roleArn(),
                null,
                vpc == null ? List.of() : vpc.subnetIds(),
                null,
                vpc == null ? null : orNull(vpc.securityGroupIds()),
                null,
                vpc == null ? null : vpc.endpointPublicAccess(),
                vpc == null ? null : vpc.endpointPrivateAccess(),
                vpc == null ? null : orNull(vpc.publicAccessCidrs()),
                network == null ? null : network.serviceIpv4Cidr(),
                network == null ? null : network.ipFamilyAsString(),
                logTypes(cluster),
                encryptionKey(cluster),
                null,
                access == null ? null : access.authenticationModeAsString(),
                access == null ? null : access.bootstrapClusterCreatorAdminPermissions(),
                upgrades == null ? null : upgrades.supportTypeAsString(),
                cluster.deletionProtection(),
                Tags.parameter(cluster.tags()));
    }

    private static @Nullable List<String> orNull(List<String> list) {
        return list.isEmpty() ? null : list;
    }

    private static @Nullable List<String> logTypes(software.amazon.awssdk.services.eks.model.Cluster cluster) {
        return cluster.logging() == null
                ? null
                : orNull(cluster.logging().clusterLogging().stream()
                        .filter(setup -> Boolean.TRUE.equals(setup.enabled()))
                        .flatMap(setup -> setup.typesAsStrings().stream())
                        .toList());
    }

    private static @Nullable String encryptionKey(software.amazon.awssdk.services.eks.model.Cluster cluster) {
        return cluster.encryptionConfig().stream()
                .map(EncryptionConfig::provider)
                .filter(provider -> provider != null && provider.keyArn() != null)
                .map(provider -> provider.keyArn())
                .findFirst()
                .orElse(null);
    }

    static CreateClusterRequest.Builder create(CreateClusterRequest.Builder request, Parameters desired) {
        request.version(desired.version())
                .roleArn(desired.roleArn())
                .resourcesVpcConfig(v -> v.subnetIds(desired.subnetIds())
                        .securityGroupIds(desired.securityGroupIds())
                        .endpointPublicAccess(desired.endpointPublicAccess())
                        .endpointPrivateAccess(desired.endpointPrivateAccess())
                        .publicAccessCidrs(desired.publicAccessCidrs()))
                .deletionProtection(desired.deletionProtection());
        if (desired.serviceIpv4Cidr() != null || desired.ipFamily() != null) {
            request.kubernetesNetworkConfig(
                    n -> n.serviceIpv4Cidr(desired.serviceIpv4Cidr()).ipFamily(desired.ipFamily()));
        }
        if (desired.enabledLogTypes() != null) {
            var setup = LogSetup.builder()
                    .enabled(true)
                    .typesWithStrings(desired.enabledLogTypes())
                    .build();
            request.logging(l -> l.clusterLogging(List.of(setup)));
        }
        if (desired.encryptionKeyArn() != null) {
            request.encryptionConfig(List.of(EncryptionConfig.builder()
                    .resources(SECRETS)
                    .provider(p -> p.keyArn(desired.encryptionKeyArn()))
                    .build()));
        }
        if (desired.authenticationMode() != null || desired.bootstrapClusterCreatorAdminPermissions() != null) {
            request.accessConfig(a -> a.authenticationMode(desired.authenticationMode())
                    .bootstrapClusterCreatorAdminPermissions(desired.bootstrapClusterCreatorAdminPermissions()));
        }
        if (desired.supportType() != null) {
            request.upgradePolicy(u -> u.supportType(desired.supportType()));
        }
        return request;
    }
}
