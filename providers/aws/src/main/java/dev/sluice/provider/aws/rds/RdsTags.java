package dev.sluice.provider.aws.rds;

import dev.sluice.provider.aws.client.Api;
import dev.sluice.provider.aws.client.Tags;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.Tag;

/** Tags as RDS has them, the same for all its resources. */
final class RdsTags {
    private RdsTags() {}

    static Map<String, String> read(Api<RdsClient> rds, String arn) {
        return map(rds.call(
                "ListTagsForResource",
                c -> c.listTagsForResource(r -> r.resourceName(arn)).tagList()));
    }

    static Map<String, String> map(List<Tag> list) {
        var tags = new HashMap<String, String>();
        list.forEach(tag -> tags.put(tag.key(), tag.value()));
        return tags;
    }

    static List<Tag> list(Map<String, String> tags) {
        return tags.entrySet().stream()
                .map(tag ->
                        Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList();
    }

    static void change(Api<RdsClient> rds, String arn, Tags.Edit edit) {
        edit.apply(
                put -> rds.call(
                        "AddTagsToResource",
                        c -> c.addTagsToResource(r -> r.resourceName(arn).tags(list(put)))),
                removed -> rds.call(
                        "RemoveTagsFromResource",
                        c -> c.removeTagsFromResource(r -> r.resourceName(arn).tagKeys(removed))));
    }
}
