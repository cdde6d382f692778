package dev.sluice.gate.rego;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Requests are signed as OPA signs them. The credentials are none. */
class AwsBuiltinsTest extends BuiltinDifferential {
    private static final String KEYS =
            "\"aws_access_key\": \"AKIDEXAMPLE\", \"aws_secret_access_key\": \"none\", \"aws_region\": \"eu-west-1\"";

    private static final List<String> REQUESTS = List.of(
            "{\"method\": \"get\", \"url\": \"https://example.com\"}",
            "{\"method\": \"GET\", \"url\": \"https://example.com:8443/a%20b/ü/(x)?b=2&a=1#f\"}",
            "{\"method\": \"post\", \"url\": \"http://[::1]:80/\", \"body\": {\"b\": [1, {2}], \"a\": \"<ü>\"}}",
            "{\"method\": \"post\", \"url\": \"http://e/\", \"body\": 1, \"raw_body\": \"x\"}",
            "{\"method\": \"get\", \"url\": \"http://e/\", \"headers\": {\"User-Agent\": \"a\", \"X-B\": \"c\", \"n\": 1}}",
            "{\"method\": \"get\", \"url\": \"http://e/\", \"headers\": 1}",
            "{\"method\": \"get\", \"url\": \":\"}",
            "{\"method\": \"get\", \"url\": 1}",
            "{\"method\": \"get\"}",
            "{\"method\": \"get\", \"url\": \"http://e/\", \"unknown\": 1}");

    private static final List<String> CONFIGURATIONS = List.of(
            "{%s, \"aws_service\": \"s3\"}".formatted(KEYS),
            "{%s, \"aws_service\": \"sqs\", \"aws_session_token\": \"none\"}".formatted(KEYS),
            "{%s, \"aws_service\": \"glacier\", \"disable_payload_signing\": true}".formatted(KEYS),
            "{%s, \"aws_service\": \"s3\", \"disable_payload_signing\": 1}".formatted(KEYS),
            "{%s, \"aws_service\": 1}".formatted(KEYS),
            "{%s}".formatted(KEYS));

    static void all(BuiltinDifferential asked) {
        for (var request : REQUESTS) {
            for (var configuration : CONFIGURATIONS) {
                asked.call("providers.aws.sign_req", request, configuration, "1451311705000000000");
            }
        }
        for (var time : List.of("-1", "0", "1.5", "1e3", "99999999999999999999", "\"1\"")) {
            asked.call("providers.aws.sign_req", REQUESTS.getFirst(), CONFIGURATIONS.getFirst(), time);
        }
    }

    @Test
    void requests_are_signed_as_opa_signs_them() throws IOException {
        all(this);
        assertSame();
    }
}
