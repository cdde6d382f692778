package dev.sluice.provider.aws;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.regex.Pattern;

/** The VPC that moto has in each region from the start, for kinds that need subnets. */
public final class DefaultVpc {
    private DefaultVpc() {}

    /** In several availability zones, in no order that matters. */
    public static List<String> subnets(String region) {
        return ids("DescribeSubnets", "subnetId", region);
    }

    public static List<String> securityGroups(String region) {
        return ids("DescribeSecurityGroups", "groupId", region);
    }

    private static List<String> ids(String action, String element, String region) {
        var request = HttpRequest.newBuilder(Moto.endpoint())
                .header(
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=AKIATEST/20260101/%s/ec2/aws4_request".formatted(region))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("Action=%s&Version=2016-11-15".formatted(action)))
                .build();
        try (var http = HttpClient.newHttpClient()) {
            var answer =
                    http.send(request, HttpResponse.BodyHandlers.ofString()).body();
            return Pattern.compile("<%s>([^<]+)".formatted(element))
                    .matcher(answer)
                    .results()
                    .map(match -> match.group(1))
                    .distinct()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
