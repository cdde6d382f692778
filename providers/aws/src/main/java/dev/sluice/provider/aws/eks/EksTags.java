package dev.sluice.provider.aws.eks;

import dev.sluice.provider.aws.client.Api;
import dev.sluice.provider.aws.client.Tags;
import software.amazon.awssdk.services.eks.EksClient;

/** Writes tags, the same for clusters and groups of nodes. */
final class EksTags {
    private EksTags() {}

    static void change(Api<EksClient> eks, String arn, Tags.Edit edit) {
        edit.apply(
                put -> eks.call(
                        "TagResource",
                        c -> c.tagResource(r -> r.resourceArn(arn).tags(put))),
                removed -> eks.call(
                        "UntagResource",
                        c -> c.untagResource(r -> r.resourceArn(arn).tagKeys(removed))));
    }
}
