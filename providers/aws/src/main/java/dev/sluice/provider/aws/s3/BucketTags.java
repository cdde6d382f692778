package dev.sluice.provider.aws.s3;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.s3.model.Tag;

/** Tags in S3's shape and back: those of the bucket, and those of objects that rules are about. */
final class BucketTags {
    private BucketTags() {}

    static Map<String, String> map(List<Tag> tags) {
        var map = new TreeMap<String, String>();
        tags.forEach(tag -> map.putIfAbsent(tag.key(), tag.value()));
        return map;
    }

    static List<Tag> list(Map<String, String> tags) {
        return tags.entrySet().stream()
                .map(tag ->
                        Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList();
    }
}
