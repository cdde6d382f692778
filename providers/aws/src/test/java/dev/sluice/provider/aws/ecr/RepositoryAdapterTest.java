package dev.sluice.provider.aws.ecr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.provider.Adapter;
import dev.sluice.provider.CloudError;
import dev.sluice.provider.CloudException;
import dev.sluice.provider.aws.KindConformance;
import dev.sluice.provider.aws.Wish;
import dev.sluice.provider.aws.client.AwsSession;
import dev.sluice.provider.aws.ecr.Repository.Outputs;
import dev.sluice.provider.aws.ecr.Repository.Parameters;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.ecr.model.ImageIdentifier;

public class RepositoryAdapterTest extends KindConformance<Parameters, Outputs> {
    private static final String MANIFEST = """
            {"schemaVersion": 2, "mediaType": "application/vnd.docker.distribution.manifest.v2+json",
             "config": {"mediaType": "application/vnd.docker.container.image.v1+json", "size": 1, "digest": "sha256:0"},
             "layers": []}""";

    private final RepositoryAdapter adapter = new RepositoryAdapter();

    @Override
    protected Adapter<Parameters, Outputs, AwsSession> adapter() {
        return adapter;
    }

    @Override
    protected Parameters complete() {
        return Wish.of(Parameters.class, """
                region: eu-west-1
                imageTagMutability: IMMUTABLE_WITH_EXCLUSION
                imageTagMutabilityExclusionFilters:
                  - {filterType: WILDCARD, filter: dev-*}
                scanOnPush: true
                encryption:
                  type: KMS
                  kmsKey: 11111111-2222-3333-4444-555555555555
                lifecyclePolicy:
                  rules:
                    - rulePriority: 1
                      description: untagged images go after a week
                      selection: {tagStatus: untagged, countType: sinceImagePushed, countUnit: days, countNumber: 7}
                      action: {type: expire}
                    - rulePriority: 2
                      selection: {tagStatus: tagged, tagPatternList: [dev-*], countType: imageCountMoreThan, countNumber: 10}
                      action: {type: expire}
                policy:
                  Version: "2012-10-17"
                  Statement:
                    - Sid: pull
                      Effect: Allow
                      Principal: {AWS: "arn:aws:iam::123456789012:root"}
                      Action: [ecr:BatchGetImage, ecr:GetDownloadUrlForLayer]
                tags: {team: payments}
                """);
    }

    @Override
    protected Parameters minimal() {
        return new Parameters(REGION, null, null, null, null, null, null, null);
    }

    @Override
    protected Parameters mutableOnly(Parameters wanted) {
        return new Parameters(
                REGION,
                wanted.imageTagMutability(),
                wanted.imageTagMutabilityExclusionFilters(),
                wanted.scanOnPush(),
                null,
                wanted.lifecyclePolicy(),
                wanted.policy(),
                wanted.tags());
    }

    @Override
    protected String newName() {
        return "conformance/" + super.newName();
    }

    @Override
    protected Map<String, Parameters> mutations() {
        var mutations = new TreeMap<String, Parameters>();
        Map.of(
                        "tags of images can be moved",
                                "{imageTagMutability: MUTABLE, imageTagMutabilityExclusionFilters: null}",
                        "other tags excluded",
                                "imageTagMutabilityExclusionFilters: [{filterType: WILDCARD, filter: test-*}]",
                        "no scan", "scanOnPush: false",
                        "one lifecycle rule less", """
                                lifecyclePolicy:
                                  rules:
                                    - rulePriority: 1
                                      selection: {tagStatus: any, countType: imageCountMoreThan, countNumber: 3}
                                      action: {type: expire}""",
                        "lifecycle policy removed", "lifecyclePolicy: null",
                        "policy changed", "policy: {Version: '2008-10-17'}",
                        "policy removed", "policy: null",
                        "tags changed", "tags: {team: orders, stage: test}",
                        "tags removed", "tags: null")
                .forEach((what, patch) -> mutations.put(what, Wish.changed(complete(), patch)));
        return mutations;
    }

    @Test
    void a_repository_that_holds_images_is_not_deleted_and_the_message_says_what_to_do() {
        createAs(minimal());
        session.ecr(REGION)
                .call(
                        "PutImage",
                        c -> c.putImage(r ->
                                r.repositoryName(name).imageManifest(MANIFEST).imageTag("kept")));
        assertThatThrownBy(() -> adapter.delete(target(minimal()))).isInstanceOfSatisfying(CloudException.class, e -> {
            assertThat(e.error()).isInstanceOf(CloudError.Conflict.class);
            assertThat(e).hasMessageContaining("never empties").hasMessageContaining("managementPolicies");
        });
        session.ecr(REGION)
                .call(
                        "BatchDeleteImage",
                        c -> c.batchDeleteImage(r -> r.repositoryName(name)
                                .imageIds(List.of(ImageIdentifier.builder()
                                        .imageTag("kept")
                                        .build()))));
    }

    @Test
    void outputs_say_where_to_push() {
        createAs(minimal());
        assertThat(read(minimal()).outputs())
                .isEqualTo(new Outputs(
                        "arn:aws:ecr:eu-west-1:123456789012:repository/" + name,
                        "123456789012.dkr.ecr.eu-west-1.amazonaws.com/" + name));
    }

    @Test
    void a_lifecycle_policy_that_is_not_understood_shows_as_a_difference() {
        assertThat(LifecyclePolicies.read("not JSON").rules()).isEmpty();
        assertThat(LifecyclePolicies.read("{\"rules\": 7}").rules()).isEqualTo(List.of());
    }
}
