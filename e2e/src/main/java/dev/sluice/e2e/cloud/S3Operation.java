package dev.sluice.e2e.cloud;

import java.net.URI;
import java.util.Map;

/** S3's operations have no names on the wire: method, path and the query's first key tell them apart. */
final class S3Operation {
    /** Query key to the noun in the operation's name; the verb comes from the method. */
    private static final Map<String, String> BUCKET_PARTS = Map.ofEntries(
            Map.entry("versioning", "BucketVersioning"),
            Map.entry("encryption", "BucketEncryption"),
            Map.entry("publicAccessBlock", "PublicAccessBlock"),
            Map.entry("tagging", "BucketTagging"),
            Map.entry("policy", "BucketPolicy"),
            Map.entry("policyStatus", "BucketPolicyStatus"),
            Map.entry("acl", "BucketAcl"),
            Map.entry("location", "BucketLocation"),
            Map.entry("lifecycle", "BucketLifecycleConfiguration"),
            Map.entry("cors", "BucketCors"),
            Map.entry("logging", "BucketLogging"),
            Map.entry("notification", "BucketNotificationConfiguration"),
            Map.entry("ownershipControls", "BucketOwnershipControls"),
            Map.entry("replication", "BucketReplication"),
            Map.entry("website", "BucketWebsite"),
            Map.entry("object-lock", "ObjectLockConfiguration"),
            Map.entry("accelerate", "BucketAccelerateConfiguration"),
            Map.entry("requestPayment", "BucketRequestPayment"));

    private static final Map<String, String> LISTINGS = Map.of(
            "list-type", "ListObjectsV2",
            "versions", "ListObjectVersions",
            "uploads", "ListMultipartUploads",
            "delete", "DeleteObjects");

    private S3Operation() {}

    /** For addressing by path: {@code /bucket} and {@code /bucket/key}. */
    static String of(String method, URI uri) {
        var path = uri.getPath().replaceAll("^/+", "");
        if (path.isEmpty()) {
            return "ListBuckets";
        }
        var slash = path.indexOf('/');
        var isBucket = slash < 0 || slash == path.length() - 1;
        var query = uri.getRawQuery() == null ? "" : uri.getRawQuery();
        return isBucket ? bucket(method, query) : object(method, query);
    }

    private static String bucket(String method, String query) {
        for (var pair : query.split("&")) {
            var key = pair.contains("=") ? pair.substring(0, pair.indexOf('=')) : pair;
            var noun = BUCKET_PARTS.get(key);
            if (noun != null) {
                return verb(method) + noun;
            }
            var listing = LISTINGS.get(key);
            if (listing != null) {
                return listing;
            }
        }
        return switch (method) {
            case "PUT" -> "CreateBucket";
            case "DELETE" -> "DeleteBucket";
            case "HEAD" -> "HeadBucket";
            default -> "ListObjects";
        };
    }

    private static String object(String method, String query) {
        var noun = query.startsWith("tagging") ? "ObjectTagging" : query.startsWith("acl") ? "ObjectAcl" : "Object";
        return verb(method) + noun;
    }

    private static String verb(String method) {
        return switch (method) {
            case "PUT", "POST" -> "Put";
            case "DELETE" -> "Delete";
            case "HEAD" -> "Head";
            default -> "Get";
        };
    }
}
