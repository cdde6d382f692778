package dev.sluice.provider.aws.elasticache;

import dev.sluice.provider.aws.client.Api;
import dev.sluice.provider.aws.client.Tags;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.elasticache.ElastiCacheClient;
import software.amazon.awssdk.services.elasticache.model.Tag;

/** Tags as ElastiCache has them, the same for all its resources. */
final class CacheTags {
    private CacheTags() {}

    static Map<String, String> read(Api<ElastiCacheClient> elasticache, String arn) {
        return map(elasticache.call(
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

    static void change(Api<ElastiCacheClient> elasticache, String arn, Tags.Edit edit) {
        edit.apply(
                put -> elasticache.call(
                        "AddTagsToResource",
                        c -> c.addTagsToResource(r -> r.resourceName(arn).tags(list(put)))),
                removed -> elasticache.call(
                        "RemoveTagsFromResource",
                        c -> c.removeTagsFromResource(r -> r.resourceName(arn).tagKeys(removed))));
    }
}
