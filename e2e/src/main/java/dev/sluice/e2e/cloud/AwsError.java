package dev.sluice.e2e.cloud;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An error as AWS would write it in the protocol of a request.
 *
 * @param code AWS's code, for example {@code AccessDenied} or {@code ThrottlingException}
 */
record AwsError(int status, String code, String message) {
    private static final String REQUEST_ID = "00000000-0000-0000-0000-00000000f001";

    record Written(Map<String, String> headers, String body) {}

    Written in(AwsRequest.Protocol protocol) {
        var headers = new LinkedHashMap<String, String>();
        headers.put("x-amzn-RequestId", REQUEST_ID);
        var body = switch (protocol) {
            case JSON -> {
                headers.put("Content-Type", "application/x-amz-json-1.0");
                yield "{\"__type\":\"%s\",\"message\":\"%s\"}".formatted(json(code), json(message));
            }
            case REST_JSON -> {
                headers.put("Content-Type", "application/json");
                headers.put("x-amzn-ErrorType", code);
                yield "{\"message\":\"%s\"}".formatted(json(message));
            }
            case QUERY -> {
                headers.put("Content-Type", "text/xml");
                yield "<ErrorResponse><Error><Type>%s</Type><Code>%s</Code><Message>%s</Message></Error><RequestId>%s</RequestId></ErrorResponse>"
                        .formatted(status >= 500 ? "Receiver" : "Sender", xml(code), xml(message), REQUEST_ID);
            }
            case EC2 -> {
                headers.put("Content-Type", "text/xml");
                yield "<Response><Errors><Error><Code>%s</Code><Message>%s</Message></Error></Errors><RequestID>%s</RequestID></Response>"
                        .formatted(xml(code), xml(message), REQUEST_ID);
            }
            case S3 -> {
                headers.put("Content-Type", "application/xml");
                headers.put("x-amz-request-id", REQUEST_ID);
                yield "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>%s</Code><Message>%s</Message><RequestId>%s</RequestId></Error>"
                        .formatted(xml(code), xml(message), REQUEST_ID);
            }
        };
        return new Written(headers, body);
    }

    private static String json(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }

    private static String xml(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }
}
