package dev.sluice.e2e.cloud;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a request to AWS is about, read from its surface: the signature names service and region, and each protocol has its
 * own place for the operation.
 */
record AwsRequest(String service, String region, String operation, Protocol protocol) {
    private static final Pattern SCOPE = Pattern.compile("Credential=[^/]+/\\d{8}/([^/]+)/([^/]+)/aws4_request");
    private static final Pattern ACTION = Pattern.compile("(?:^|&)Action=([A-Za-z0-9]+)");

    /** How errors are written. */
    enum Protocol {
        JSON,
        QUERY,
        EC2,
        S3,
        REST_JSON
    }

    /**
     * @param authorization that header, or empty
     * @param target the header X-Amz-Target, or empty
     */
    static AwsRequest of(String method, URI uri, String authorization, String target, String body) {
        var scope = SCOPE.matcher(authorization);
        var signed = scope.find();
        var service = signed ? scope.group(2) : "";
        var region = signed ? scope.group(1) : "";
        if (!target.isEmpty()) {
            return new AwsRequest(service, region, target.substring(target.lastIndexOf('.') + 1), Protocol.JSON);
        }
        if (service.equals("s3")) {
            return new AwsRequest(service, region, S3Operation.of(method, uri), Protocol.S3);
        }
        var action = action(body).or(() -> action(uri.getRawQuery() == null ? "" : uri.getRawQuery()));
        if (action.isPresent()) {
            return new AwsRequest(service, region, action.get(), service.equals("ec2") ? Protocol.EC2 : Protocol.QUERY);
        }
        return new AwsRequest(service, region, method + " " + uri.getPath(), Protocol.REST_JSON);
    }

    private static Optional<String> action(String form) {
        var match = ACTION.matcher(form);
        return match.find() ? Optional.of(URLDecoder.decode(match.group(1), StandardCharsets.UTF_8)) : Optional.empty();
    }
}
