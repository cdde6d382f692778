package dev.sluice.provider.aws;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;

/** Asks moto without the SDK, for what the tests of a kind need of other services. */
public final class MotoQuery {
    private MotoQuery() {}

    static String ask(String service, String region, String form) {
        var request = HttpRequest.newBuilder(Moto.endpoint())
                .header(
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=AKIATEST/20260101/%s/%s/aws4_request".formatted(region, service))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build();
        try (var http = HttpClient.newHttpClient()) {
            return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** @return the ARN of a role with this name */
    public static String role(String name) {
        var anybody = URLEncoder.encode("{\"Version\":\"2012-10-17\",\"Statement\":[]}", StandardCharsets.UTF_8);
        ask(
                "iam",
                "us-east-1",
                "Action=CreateRole&Version=2010-05-08&RoleName=%s&AssumeRolePolicyDocument=%s"
                        .formatted(name, anybody));
        return "arn:aws:iam::123456789012:role/" + name;
    }
}
