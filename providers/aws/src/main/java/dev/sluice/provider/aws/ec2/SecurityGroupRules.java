package dev.sluice.provider.aws.ec2;

import dev.sluice.provider.aws.ec2.SecurityGroup.Rule;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.model.IpPermission;
import software.amazon.awssdk.services.ec2.model.IpRange;
import software.amazon.awssdk.services.ec2.model.Ipv6Range;
import software.amazon.awssdk.services.ec2.model.PrefixListId;
import software.amazon.awssdk.services.ec2.model.UserIdGroupPair;

/** Rules one by one, where AWS tells those of the same protocol and ports together. */
final class SecurityGroupRules {
    /** Of other protocols AWS knows no ports, whatever it reports. */
    private static final Set<String> WITH_PORTS = Set.of("tcp", "udp", "icmp", "icmpv6");

    private SecurityGroupRules() {}

    /** Null where there are none. */
    static @Nullable List<Rule> rules(List<IpPermission> permissions, String group) {
        var rules = new ArrayList<Rule>();
        for (var permission : permissions) {
            permission
                    .ipRanges()
                    .forEach(to -> rules.add(rule(permission, to.cidrIp(), null, null, null, null, to.description())));
            permission
                    .ipv6Ranges()
                    .forEach(
                            to -> rules.add(rule(permission, null, to.cidrIpv6(), null, null, null, to.description())));
            permission
                    .prefixListIds()
                    .forEach(to ->
                            rules.add(rule(permission, null, null, to.prefixListId(), null, null, to.description())));
            permission.userIdGroupPairs().forEach(to -> {
                var itself = group.equals(to.groupId());
                rules.add(rule(
                        permission,
                        null,
                        null,
                        null,
                        itself ? null : to.groupId(),
                        itself ? true : null,
                        to.description()));
            });
        }
        return rules.isEmpty() ? null : rules;
    }

    private static Rule rule(
            IpPermission permission,
            @Nullable String ipv4,
            @Nullable String ipv6,
            @Nullable String prefixList,
            @Nullable String group,
            @Nullable Boolean itself,
            @Nullable String description) {
        var ports = WITH_PORTS.contains(permission.ipProtocol());
        return new Rule(
                permission.ipProtocol(),
                ports ? permission.fromPort() : null,
                ports ? permission.toPort() : null,
                ipv4,
                ipv6,
                prefixList,
                group,
                null,
                itself,
                description == null || description.isEmpty() ? null : description);
    }

    static List<IpPermission> permissions(List<Rule> rules, String group) {
        return rules.stream().map(rule -> permission(rule, group)).toList();
    }

    private static IpPermission permission(Rule rule, String group) {
        var permission = IpPermission.builder()
                .ipProtocol(rule.ipProtocol())
                .fromPort(rule.fromPort())
                .toPort(rule.toPort());
        var description = rule.description();
        if (rule.cidrIpv4() != null) {
            permission.ipRanges(IpRange.builder()
                    .cidrIp(rule.cidrIpv4())
                    .description(description)
                    .build());
        } else if (rule.cidrIpv6() != null) {
            permission.ipv6Ranges(Ipv6Range.builder()
                    .cidrIpv6(rule.cidrIpv6())
                    .description(description)
                    .build());
        } else if (rule.prefixListId() != null) {
            permission.prefixListIds(PrefixListId.builder()
                    .prefixListId(rule.prefixListId())
                    .description(description)
                    .build());
        } else {
            var other = Boolean.TRUE.equals(rule.self()) ? group : rule.securityGroupId();
            permission.userIdGroupPairs(UserIdGroupPair.builder()
                    .groupId(other)
                    .description(description)
                    .build());
        }
        return permission.build();
    }

    /**
     * What to do. Two rules that differ in nothing but their description are the same rule to AWS.
     *
     * @param describe rules that are there under another description
     */
    record Edit(List<Rule> authorize, List<Rule> describe, List<Rule> revoke) {

        static Edit of(@Nullable List<Rule> observed, @Nullable List<Rule> desired) {
            var before = byMeaning(observed);
            var after = byMeaning(desired);
            return new Edit(
                    only(after, before),
                    after.entrySet().stream()
                            .filter(rule -> Optional.ofNullable(before.get(rule.getKey()))
                                    .filter(old -> !Objects.equals(
                                            old.description(), rule.getValue().description()))
                                    .isPresent())
                            .map(Map.Entry::getValue)
                            .toList(),
                    only(before, after));
        }

        private static List<Rule> only(Map<Rule, Rule> in, Map<Rule, Rule> notIn) {
            return in.entrySet().stream()
                    .filter(rule -> !notIn.containsKey(rule.getKey()))
                    .map(Map.Entry::getValue)
                    .toList();
        }
    }

    /** A rule that is there twice. */
    static Optional<Rule> twice(@Nullable List<Rule> rules) {
        var seen = new HashSet<Rule>();
        return Stream.ofNullable(rules)
                .flatMap(List::stream)
                .map(SecurityGroupRules::meaning)
                .filter(rule -> !seen.add(rule))
                .findFirst();
    }

    private static Map<Rule, Rule> byMeaning(@Nullable List<Rule> rules) {
        var map = new LinkedHashMap<Rule, Rule>();
        Stream.ofNullable(rules).flatMap(List::stream).forEach(rule -> map.put(meaning(rule), rule));
        return map;
    }

    private static Rule meaning(Rule rule) {
        return new Rule(
                rule.ipProtocol(),
                rule.fromPort(),
                rule.toPort(),
                rule.cidrIpv4(),
                rule.cidrIpv6(),
                rule.prefixListId(),
                rule.securityGroupId(),
                null,
                rule.self(),
                null);
    }
}
