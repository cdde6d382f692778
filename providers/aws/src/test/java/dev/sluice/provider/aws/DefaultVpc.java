package dev.sluice.provider.aws;

import java.util.List;
import java.util.regex.Pattern;

/** The VPC that moto has in each region from the start, for kinds that need subnets. */
public final class DefaultVpc {
    private DefaultVpc() {}

    /** In several availability zones, in no order that matters. */
    public static List<String> subnets(String region) {
        return ids("DescribeSubnets&Filter.1.Name=default-for-az&Filter.1.Value.1=true", "subnetId", region);
    }

    public static List<String> securityGroups(String region) {
        return ids("DescribeSecurityGroups&Filter.1.Name=group-name&Filter.1.Value.1=default", "groupId", region);
    }

    private static List<String> ids(String action, String element, String region) {
        return Pattern.compile("<%s>([^<]+)".formatted(element))
                .matcher(MotoQuery.ask("ec2", region, "Action=%s&Version=2016-11-15".formatted(action)))
                .results()
                .map(match -> match.group(1))
                .distinct()
                .toList();
    }
}
